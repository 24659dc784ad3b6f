import { createHash } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createManualClock, type ManualClock } from '../../../local/clock.ts';
import { createStore } from '../../../local/store.ts';
import { advanceUntil } from '../../support/advance-until.ts';
import { createInProcessConfig, type RunningCloud, startCloud } from '../../support/cloud.ts';

let clock: ManualClock;
let running: RunningCloud;
let sqs: SQSClient;

beforeEach(async () => {
  clock = createManualClock(Date.UTC(2026, 0, 1));
  running = await startCloud({ clock });
  sqs = new SQSClient(running.clientConfig);
});

afterEach(async () => {
  sqs.destroy();
  await running.close();
});

async function createQueue(name = 'q', attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
  );
  return QueueUrl as string;
}

async function receive(
  QueueUrl: string,
  options: Partial<ReceiveMessageCommandInput> = {},
): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...options }),
  );
  return Messages;
}

async function readAttributes(QueueUrl: string): Promise<Record<string, string>> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  return Attributes;
}

test('a message comes back with its attributes and the digests that the SDK checks', async () => {
  const url = await createQueue();
  const sent = await sqs.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: 'grüße',
      MessageAttributes: {
        ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' },
        count: { DataType: 'Number', StringValue: '3' },
        bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
      },
    }),
  );
  const [message] = await receive(url, {
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
  });
  expect(message).toMatchObject({
    MessageId: sent.MessageId,
    Body: 'grüße',
    MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    MessageAttributes: {
      ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' },
      bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
    },
    Attributes: {
      SenderId: '000000000000',
      ApproximateReceiveCount: '1',
      SentTimestamp: String(clock.now()),
    },
  });
});

test('the digest of attributes covers name, type, kind and value, each with its length', async () => {
  const url = await createQueue();
  const { MD5OfMessageAttributes } = await sqs.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: 'x',
      MessageAttributes: { n: { DataType: 'Number', StringValue: '12' } },
    }),
  );
  const encoded = ['00000001', '6e', '00000006', '4e756d626572', '01', '00000002', '3132'];
  expect(MD5OfMessageAttributes).toBe(
    createHash('md5')
      .update(Buffer.from(encoded.join(''), 'hex'))
      .digest('hex'),
  );
});

test('a received message is hidden until its visibility timeout, then counted again', async () => {
  const url = await createQueue('q', { VisibilityTimeout: '10' });
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a' }));
  const [first] = await receive(url);
  expect(await receive(url)).toEqual([]);
  expect(await readAttributes(url)).toMatchObject({
    ApproximateNumberOfMessages: '0',
    ApproximateNumberOfMessagesNotVisible: '1',
  });
  await clock.advance(10_000);
  const [second] = await receive(url, { MessageSystemAttributeNames: ['All'] });
  expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');

  const stale = { QueueUrl: url, ReceiptHandle: first?.ReceiptHandle };
  await sqs.send(new DeleteMessageCommand(stale));
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: url,
      ReceiptHandle: second?.ReceiptHandle,
      VisibilityTimeout: 0,
    }),
  );
  const [third] = await receive(url);
  expect(third?.Body).toBe('a');
  await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: third?.ReceiptHandle }));
  await clock.advance(60_000);
  expect(await receive(url)).toEqual([]);
});

test('a long poll answers when a message arrives, when a delayed one falls due, or empty at its end', async () => {
  const url = await createQueue();
  const waiting = receive(url, { WaitTimeSeconds: 20 });
  await clock.advance(5_000);
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a' }));
  expect((await waiting).map(({ Body }) => Body)).toEqual(['a']);

  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'b', DelaySeconds: 7 }));
  expect(await readAttributes(url)).toMatchObject({ ApproximateNumberOfMessagesDelayed: '1' });
  const delayed = receive(url, { WaitTimeSeconds: 20 });
  expect((await advanceUntil(clock, delayed, 1_000)).map(({ Body }) => Body)).toEqual(['b']);

  const other = await createQueue('empty');
  const empty = receive(other, { WaitTimeSeconds: 3 });
  expect(await advanceUntil(clock, empty, 1_000)).toEqual([]);
});

test('what was received too often goes to the dead-letter queue', async () => {
  const dead = await createQueue('dead');
  const { QueueArn } = await readAttributes(dead);
  const url = await createQueue('q', {
    VisibilityTimeout: '1',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: QueueArn, maxReceiveCount: 2 }),
  });
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'poison' }));
  for (let attempt = 0; attempt < 2; attempt += 1) {
    expect(await receive(url)).toHaveLength(1);
    await clock.advance(1_000);
  }
  expect(await receive(url)).toEqual([]);
  const [message] = await receive(dead, { MessageSystemAttributeNames: ['All'] });
  expect(message).toMatchObject({
    Body: 'poison',
    Attributes: { DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q' },
  });
  const sources = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }));
  expect(sources.queueUrls).toEqual([url]);
});

test('messages are dropped at the end of their retention', async () => {
  const url = await createQueue('q', { MessageRetentionPeriod: '60' });
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a' }));
  await clock.advance(60_000);
  expect(await receive(url)).toEqual([]);
  expect(await readAttributes(url)).toMatchObject({ ApproximateNumberOfMessages: '0' });
});

test('a batch answers each entry by its id, in the order that was sent', async () => {
  const url = await createQueue();
  const { Successful, Failed } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: url,
      Entries: [
        { Id: 'a', MessageBody: '1' },
        { Id: 'b', MessageBody: 'x', DelaySeconds: 901 },
        { Id: 'c', MessageBody: '2' },
      ],
    }),
  );
  expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
  expect(Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }]);
  const messages = await receive(url);
  expect(messages.map(({ Body }) => Body)).toEqual(['1', '2']);
  const deleted = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: url,
      Entries: messages.map(({ ReceiptHandle }, index) => ({
        Id: `m${String(index)}`,
        ReceiptHandle,
      })),
    }),
  );
  expect(deleted.Successful).toHaveLength(2);
});

test('queues are found by name and prefix, tagged, changed and deleted', async () => {
  const url = await createQueue('one');
  expect(await createQueue('one')).toBe(url);
  await createQueue('two');
  expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'one' }))).QueueUrl).toBe(url);
  const listed = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'o' }));
  expect(listed.QueueUrls).toEqual([url]);

  await sqs.send(new TagQueueCommand({ QueueUrl: url, Tags: { a: '1', b: '2' } }));
  await sqs.send(new UntagQueueCommand({ QueueUrl: url, TagKeys: ['a'] }));
  expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl: url }))).Tags).toEqual({ b: '2' });

  await sqs.send(
    new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { VisibilityTimeout: '60' } }),
  );
  expect(await readAttributes(url)).toMatchObject({
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:one',
    VisibilityTimeout: '60',
    MessageRetentionPeriod: '345600',
  });
  await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
  await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'one' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
    message: 'The specified queue does not exist.',
  });
});

test('a purge empties the queue, and may come again only after a minute', async () => {
  const url = await createQueue();
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a' }));
  await sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
  expect(await receive(url)).toEqual([]);
  await expect(sqs.send(new PurgeQueueCommand({ QueueUrl: url }))).rejects.toMatchObject({
    name: 'PurgeQueueInProgress',
  });
});

test.each<[string, () => Promise<unknown>, string]>([
  ['FIFO queues', () => createQueue('q.fifo'), 'UnsupportedOperation'],
  ['an unknown attribute', () => createQueue('q', { Colour: 'red' }), 'InvalidAttributeName'],
  [
    'an attribute with a name that every object has',
    () => createQueue('q', { hasOwnProperty: 'red' }),
    'InvalidAttributeName',
  ],
  ['a bad attribute', () => createQueue('q', { DelaySeconds: '901' }), 'InvalidAttributeValue'],
  ['a bad policy', () => createQueue('q', { Policy: '[' }), 'InvalidAttributeValue'],
  ['a bad name', () => createQueue('a b'), 'InvalidParameterValue'],
  [
    'a queue that does not exist',
    () => receive('http://127.0.0.1/000000000000/none'),
    'QueueDoesNotExist',
  ],
  [
    'control characters',
    async () =>
      await sqs.send(
        new SendMessageCommand({ QueueUrl: await createQueue(), MessageBody: 'a\u0001' }),
      ),
    'InvalidMessageContents',
  ],
  [
    'a message that is too long',
    async () =>
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: await createQueue('small', { MaximumMessageSize: '1024' }),
          MessageBody: 'x'.repeat(1025),
        }),
      ),
    'InvalidParameterValue',
  ],
  [
    'a handle of nothing',
    async () =>
      await sqs.send(
        new DeleteMessageCommand({ QueueUrl: await createQueue(), ReceiptHandle: 'nothing' }),
      ),
    'ReceiptHandleIsInvalid',
  ],
  [
    'an empty batch',
    async () =>
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: await createQueue(), Entries: [] })),
    'EmptyBatchRequest',
  ],
])('refused: %s', async (_what, call, name) => {
  await expect(call()).rejects.toMatchObject({ name });
});

test('a queue made again with other attributes is refused', async () => {
  await createQueue('q', { DelaySeconds: '1' });
  await expect(createQueue('q', { DelaySeconds: '2' })).rejects.toMatchObject({
    name: 'QueueNameExists',
    message:
      'A queue already exists with the same name and a different value for attribute DelaySeconds',
  });
});

test('queues and messages outlive the endpoint', async () => {
  const store = createStore();
  const first = await startCloud({ clock, store });
  const client = new SQSClient(first.clientConfig);
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'kept' }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
  client.destroy();
  await first.close();

  const second = await startCloud({ clock, store });
  const again = new SQSClient(createInProcessConfig(second.cloud));
  const { Messages } = await again.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(['a']);
  await second.close();
  store.close();
});

test('older clients speak Query', async () => {
  const { credentials } = running.clientConfig;
  const send = async (parameters: Record<string, string>): Promise<string> => {
    const answer = await fetch(running.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      },
      body: new URLSearchParams({ Version: '2012-11-05', ...parameters }).toString(),
    });
    return await answer.text();
  };
  const created = await send({
    Action: 'CreateQueue',
    QueueName: 'q',
    'Attribute.1.Name': 'DelaySeconds',
    'Attribute.1.Value': '0',
  });
  const QueueUrl = /<QueueUrl>(.*)<\/QueueUrl>/.exec(created)?.[1] ?? '';
  expect(QueueUrl).toBe(`${running.url}/000000000000/q`);
  await send({ Action: 'SendMessage', QueueUrl, MessageBody: 'hello' });
  const received = await send({ Action: 'ReceiveMessage', QueueUrl, 'AttributeName.1': 'All' });
  expect(received).toContain('<Body>hello</Body>');
  expect(received).toContain('<Name>ApproximateReceiveCount</Name><Value>1</Value>');
  const refused = await send({ Action: 'GetQueueUrl', QueueName: 'none' });
  expect(refused).toContain('<Code>AWS.SimpleQueueService.NonExistentQueue</Code>');
});
