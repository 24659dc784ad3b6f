import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createManualClock, type ManualClock } from '../../../local/clock.ts';
import type { LambdaInvocation } from '../../../local/lambda-runtime.ts';
import { createStore, type Store } from '../../../local/store.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { createFunction } from '../../support/functions.ts';
import { createRole, toServicePolicy } from '../../support/roles.ts';

const ARN = 'arn:aws:sns:us-east-1:000000000000';

let clock: ManualClock;
let store: Store;
let running: RunningCloud;
let sns: SNSClient;
let sqs: SQSClient;
let invocations: LambdaInvocation[];

beforeEach(async () => {
  clock = createManualClock(Date.UTC(2026, 0, 1));
  store = createStore();
  await start();
});

afterEach(async () => {
  await stop();
  store.close();
});

async function start(): Promise<void> {
  invocations = [];
  running = await startCloud({
    clock,
    store,
    lambdaRuntime: {
      invoke: async (invocation) => {
        invocations.push(invocation);
        return { kind: 'returned', payload: 'null' };
      },
      stop: async () => {},
    },
  });
  sns = new SNSClient(running.clientConfig);
  sqs = new SQSClient(running.clientConfig);
}

async function stop(): Promise<void> {
  sns.destroy();
  sqs.destroy();
  await running.close();
}

async function createTopic(Name = 'notices'): Promise<string> {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name }));
  return TopicArn as string;
}

async function createQueue(name: string, topicArn?: string) {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const arn = `arn:aws:sqs:us-east-1:000000000000:${name}`;
  if (topicArn !== undefined) {
    const from = { service: 'sns.amazonaws.com', sourceArn: topicArn };
    const Policy = toServicePolicy({ ...from, action: 'sqs:SendMessage', resource: arn });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  }
  const read = async (): Promise<Message[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages;
  };
  return { arn, read };
}

async function subscribe(
  topicArn: string,
  protocol: string,
  endpoint: string,
  attributes: Record<string, string> = {},
): Promise<string> {
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: protocol,
      Endpoint: endpoint,
      Attributes: attributes,
      ReturnSubscriptionArn: true,
    }),
  );
  return SubscriptionArn as string;
}

async function publish(input: Partial<PublishCommandInput>): Promise<string> {
  const { MessageId } = await sns.send(new PublishCommand({ Message: 'm', ...input }));
  await clock.settle();
  return MessageId as string;
}

interface InboxMessage {
  readonly kind: string;
  readonly to: string;
  readonly subject?: string;
  readonly message: string;
  readonly token?: string;
  readonly topicArn: string;
  readonly timestamp: string;
}

async function readInbox(query = ''): Promise<InboxMessage[]> {
  const answer = await fetch(`${running.url}/_rekey/inbox${query}`);
  return ((await answer.json()) as { messages: InboxMessage[] }).messages;
}

test('e-mail is delivered only after its token has confirmed it, and the inbox shows it newest first', async () => {
  const TopicArn = await createTopic();
  const pending = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' }),
  );
  expect(pending.SubscriptionArn).toBe('pending confirmation');
  await publish({ TopicArn, Message: 'too early' });
  const [confirmation, ...others] = await readInbox();
  expect(others).toEqual([]);
  expect(confirmation).toMatchObject({ kind: 'confirmation', to: 'ops@example.com' });

  await expect(
    sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: 'wrong' })),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Invalid parameter: Token',
  });
  const Token = confirmation?.token;
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
  await clock.advance(1000);
  await publish({ TopicArn, Message: 'rotation failed', Subject: 'Rekey: failed' });
  expect(await readInbox(`?topic=${TopicArn}`)).toMatchObject([
    {
      kind: 'notification',
      to: 'ops@example.com',
      topicArn: TopicArn,
      subject: 'Rekey: failed',
      message: 'rotation failed',
      timestamp: '2026-01-01T00:00:01.000Z',
    },
    { kind: 'confirmation' },
  ]);
  expect(await readInbox('?topic=other')).toEqual([]);
});

test('a confirmation token is good for two days', async () => {
  const TopicArn = await createTopic();
  await subscribe(TopicArn, 'email', 'ops@example.com');
  const [mail] = await readInbox();
  await clock.advance(2 * 86_400_000 + 1);
  await expect(
    sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: mail?.token })),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('a queue gets the envelope, or with raw delivery the message alone with its attributes', async () => {
  const TopicArn = await createTopic();
  const wrapped = await createQueue('wrapped', TopicArn);
  const raw = await createQueue('raw', TopicArn);
  await subscribe(TopicArn, 'sqs', wrapped.arn);
  await subscribe(TopicArn, 'sqs', raw.arn, { RawMessageDelivery: 'true' });
  const MessageAttributes = { severity: { DataType: 'String', StringValue: 'critical' } };
  const id = await publish({ TopicArn, Message: 'hello', Subject: 'S', MessageAttributes });
  expect(JSON.parse((await wrapped.read())[0]?.Body ?? '')).toMatchObject({
    Type: 'Notification',
    MessageId: id,
    TopicArn,
    Subject: 'S',
    Message: 'hello',
    Timestamp: '2026-01-01T00:00:00.000Z',
    MessageAttributes: { severity: { Type: 'String', Value: 'critical' } },
  });
  expect(await raw.read()).toMatchObject([{ Body: 'hello', MessageAttributes }]);
});

test('a queue that does not admit the topic gets nothing; the dead-letter queue does', async () => {
  const TopicArn = await createTopic();
  const closed = await createQueue('closed');
  const dead = await createQueue('dead', TopicArn);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn });
  await subscribe(TopicArn, 'sqs', closed.arn, { RedrivePolicy });
  await publish({ TopicArn, Message: 'lost' });
  expect(await closed.read()).toEqual([]);
  const [letter] = await dead.read();
  expect(JSON.parse(letter?.Body ?? '')).toMatchObject({ Message: 'lost' });
});

test('a function is invoked with the records of the topic that its policy admits', async () => {
  const TopicArn = await createTopic();
  const { arn, permit } = await createFunction(running.cloud, 'f');
  const subscription = await subscribe(TopicArn, 'lambda', arn);
  await publish({ TopicArn, Message: 'refused' });
  expect(invocations).toEqual([]);
  await permit('sns.amazonaws.com', TopicArn);
  await publish({ TopicArn, Message: 'hello' });
  expect(invocations.map(({ payload }) => JSON.parse(payload) as unknown)).toMatchObject([
    {
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: subscription,
          Sns: { Type: 'Notification', TopicArn, Subject: null, Message: 'hello' },
        },
      ],
    },
  ]);
});

test('an HTTP endpoint of this machine confirms by its token and is tried again while it fails', async () => {
  const posts: { headers: IncomingHttpHeaders; body: Record<string, unknown> }[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      posts.push({ headers: request.headers, body });
      response.writeHead(status, { connection: 'close' }).end();
      server.emit('posted');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const TopicArn = await createTopic();
  const asked = once(server, 'posted');
  await subscribe(TopicArn, 'http', `http://127.0.0.1:${String(port)}/hook`);
  await asked;
  expect(posts[0]?.body).toMatchObject({ Type: 'SubscriptionConfirmation', TopicArn });
  const Token = String(posts[0]?.body['Token']);
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));

  status = 503;
  const failed = once(server, 'posted');
  await publish({ TopicArn, Message: 'hello' });
  await failed;
  while (clock.nextDue() !== clock.now() + 20_000) await clock.settle();
  status = 200;
  const delivered = once(server, 'posted');
  await clock.advance(20_000);
  await delivered;
  expect(posts[2]?.headers['x-amz-sns-message-type']).toBe('Notification');
  expect(posts[2]?.body).toMatchObject({ Message: 'hello' });
  server.close();
});

test('filters choose by attributes or by the body', async () => {
  const TopicArn = await createTopic();
  const byAttribute = await createQueue('by-attribute', TopicArn);
  const byBody = await createQueue('by-body', TopicArn);
  await subscribe(TopicArn, 'sqs', byAttribute.arn, {
    RawMessageDelivery: 'true',
    FilterPolicy: JSON.stringify({ severity: ['critical'], count: [{ numeric: ['>', 2] }] }),
  });
  await subscribe(TopicArn, 'sqs', byBody.arn, {
    RawMessageDelivery: 'true',
    FilterPolicyScope: 'MessageBody',
    FilterPolicy: JSON.stringify({ secret: { name: [{ prefix: 'prod/' }] } }),
  });
  const MessageAttributes = (count: string) => ({
    severity: { DataType: 'String', StringValue: 'critical' },
    count: { DataType: 'Number', StringValue: count },
  });
  await publish({ TopicArn, Message: 'few', MessageAttributes: MessageAttributes('2') });
  await publish({ TopicArn, Message: 'many', MessageAttributes: MessageAttributes('3') });
  await publish({ TopicArn, Message: '{"secret":{"name":"prod/db"}}' });
  await publish({ TopicArn, Message: '{"secret":{"name":"dev/db"}}' });
  expect((await byAttribute.read()).map(({ Body }) => Body)).toEqual(['many']);
  expect((await byBody.read()).map(({ Body }) => Body)).toEqual(['{"secret":{"name":"prod/db"}}']);
});

test('a message may differ by protocol', async () => {
  const TopicArn = await createTopic();
  const queue = await createQueue('q', TopicArn);
  await subscribe(TopicArn, 'sqs', queue.arn, { RawMessageDelivery: 'true' });
  const Message = JSON.stringify({ default: 'for all', sqs: 'for queues' });
  await publish({ TopicArn, MessageStructure: 'json', Message });
  expect((await queue.read()).map(({ Body }) => Body)).toEqual(['for queues']);
});

test('a role publishes by its own rights, a service only by the topic’s policy', async () => {
  const TopicArn = await createTopic();
  const roleArn = await createRole(running.cloud, {
    name: 'publisher',
    service: 'states.amazonaws.com',
    actions: ['sns:Publish'],
    resources: [TopicArn],
  });
  const accountId = '000000000000';
  const publishAs = async (principal: Parameters<typeof running.cloud.call>[0]['principal']) =>
    await running.cloud.call({
      service: 'sns',
      operation: 'Publish',
      region: 'us-east-1',
      principal,
      input: { TopicArn, Message: 'm' },
    });
  const arn = roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/');
  await publishAs({ kind: 'role', accountId, roleArn, arn: `${arn}/session` });
  const rule = {
    kind: 'service',
    accountId,
    service: 'events.amazonaws.com',
    sourceArn: 'arn:aws:events:us-east-1:000000000000:rule/r',
  } as const;
  await expect(publishAs(rule)).rejects.toMatchObject({ code: 'AccessDeniedException' });
  await publishAs({ kind: 'service', accountId, service: 'cloudwatch.amazonaws.com' });

  const { service, sourceArn } = rule;
  const Policy = toServicePolicy({ service, sourceArn, action: 'sns:Publish', resource: TopicArn });
  await sns.send(
    new SetTopicAttributesCommand({
      TopicArn,
      AttributeName: 'Policy',
      AttributeValue: Policy,
    }),
  );
  await publishAs(rule);
  await expect(
    publishAs({ ...rule, sourceArn: 'arn:aws:events:us-east-1:000000000000:rule/other' }),
  ).rejects.toMatchObject({ code: 'AccessDeniedException' });
});

test('a batch answers each entry by its id', async () => {
  const TopicArn = await createTopic();
  const { Successful, Failed } = await sns.send(
    new PublishBatchCommand({
      TopicArn,
      PublishBatchRequestEntries: [
        { Id: 'a', Message: 'm' },
        { Id: 'b', Message: 'm', Subject: 'two\nlines' },
      ],
    }),
  );
  expect(Successful?.map(({ Id }) => Id)).toEqual(['a']);
  expect(Failed).toMatchObject([
    { Id: 'b', Code: 'InvalidParameter', SenderFault: true, Message: 'Invalid parameter: Subject' },
  ]);
});

test('topics are described, listed, tagged and deleted with their subscriptions', async () => {
  const TopicArn = await createTopic();
  expect(TopicArn).toBe(`${ARN}:notices`);
  expect(await createTopic()).toBe(TopicArn);
  await subscribe(TopicArn, 'email', 'a@example.com');
  await subscribe(TopicArn, 'sqs', 'arn:aws:sqs:us-east-1:000000000000:q');
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({
    TopicArn,
    Owner: '000000000000',
    SubscriptionsConfirmed: '1',
    SubscriptionsPending: '1',
    Policy: expect.stringContaining('__default_policy_ID'),
  });
  expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);

  const ResourceArn = TopicArn;
  await sns.send(
    new TagResourceCommand({
      ResourceArn,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    }),
  );
  await sns.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['a'] }));
  const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn }));
  expect(Tags).toEqual([{ Key: 'b', Value: '2' }]);

  await sns.send(new DeleteTopicCommand({ TopicArn }));
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  expect((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions ?? []).toEqual([]);
  await expect(sns.send(new GetTopicAttributesCommand({ TopicArn }))).rejects.toMatchObject({
    name: 'NotFoundException',
    message: 'Topic does not exist',
  });
});

test('subscriptions are listed, changed and ended', async () => {
  const TopicArn = await createTopic();
  await subscribe(TopicArn, 'email', 'a@example.com');
  const SubscriptionArn = await subscribe(TopicArn, 'sqs', 'arn:aws:sqs:us-east-1:000000000000:q');
  const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  const arns = Subscriptions?.map((subscription) => subscription.SubscriptionArn);
  expect(arns?.sort()).toEqual(['PendingConfirmation', SubscriptionArn].sort());

  await sns.send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn,
      AttributeName: 'FilterPolicy',
      AttributeValue: '{"a":["b"]}',
    }),
  );
  const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Attributes).toMatchObject({
    FilterPolicy: '{"a":["b"]}',
    FilterPolicyScope: 'MessageAttributes',
    PendingConfirmation: 'false',
    Protocol: 'sqs',
    RawMessageDelivery: 'false',
  });
  await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  await expect(
    sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })),
  ).rejects.toMatchObject({ name: 'NotFoundException', message: 'Subscription does not exist' });
});

test.each<[string, Partial<PublishCommandInput>, string]>([
  ['a subject on two lines', { Subject: 'two\nlines' }, 'Invalid parameter: Subject'],
  ['a subject of 100 characters', { Subject: 'x'.repeat(100) }, 'Invalid parameter: Subject'],
  ['a subject beyond ASCII', { Subject: 'Schlüssel' }, 'Invalid parameter: Subject'],
  ['no message', { Message: '' }, 'Invalid parameter: Empty message'],
  ['a long message', { Message: 'x'.repeat(262_145) }, 'Invalid parameter: Message too long'],
  [
    'a structure without a default',
    { Message: '{"sqs":"x"}', MessageStructure: 'json' },
    'Invalid parameter: Message Structure - No default entry in JSON message body',
  ],
])('Publish refuses %s', async (_what, input, message) => {
  const TopicArn = await createTopic();
  await expect(publish({ TopicArn, ...input })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message,
  });
});

test.each<[string, () => Promise<unknown>, string]>([
  ['text messages', () => publish({ PhoneNumber: '+15550100' }), 'InvalidParameterException'],
  [
    'SMS subscriptions',
    async () => await subscribe(await createTopic(), 'sms', '+1'),
    'InvalidParameterException',
  ],
  [
    'HTTP beyond this machine',
    async () => await subscribe(await createTopic(), 'http', 'http://example.com/'),
    'InvalidParameterException',
  ],
  ['FIFO topics', () => createTopic('t.fifo'), 'InvalidParameterException'],
  ['a bad name', () => createTopic('a b'), 'InvalidParameterException'],
  ['an unknown topic', () => publish({ TopicArn: `${ARN}:none` }), 'NotFoundException'],
  [
    'a bad filter',
    async () =>
      await subscribe(await createTopic(), 'sqs', 'arn:aws:sqs:us-east-1:000000000000:q', {
        FilterPolicy: '{"a":"b"}',
      }),
    'InvalidParameterException',
  ],
])('refused: %s', async (_what, call, name) => {
  await expect(call()).rejects.toMatchObject({ name });
});

test('subscriptions and the inbox outlive the endpoint', async () => {
  const TopicArn = await createTopic();
  await subscribe(TopicArn, 'email', 'ops@example.com');
  const [mail] = await readInbox();
  await stop();
  await start();
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: mail?.token }));
  await publish({ TopicArn, Message: 'after' });
  expect((await readInbox()).map(({ message }) => message)).toContain('after');
});

test.each(['__proto__', 'hasOwnProperty', 'Colour'])(
  'a topic has no attribute %s',
  async (name) => {
    const Attributes = Object.fromEntries([[name, 'red']]);
    await expect(
      sns.send(new CreateTopicCommand({ Name: 'odd', Attributes })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  },
);
