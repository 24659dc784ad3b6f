import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { toServicePolicy } from '../../../support/roles.ts';
import { type States, startStates } from '../states.ts';
import { outputOf, task } from './task.ts';

// sns:publish, sqs:sendMessage, events:putEvents.

let states: States;
let sqs: SQSClient;
beforeAll(async () => {
  states = await startStates();
  sqs = new SQSClient(states.cloud.clientConfig);
});
afterAll(async () => {
  sqs.destroy();
  await states.close();
});

const queueArn = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const createQueue = async (QueueName: string, Attributes = {}): Promise<string> => {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl;
};
const receive = async (QueueUrl: string) => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }),
  );
  return Messages[0];
};
const METADATA = {
  SdkHttpMetadata: expect.objectContaining({ HttpStatusCode: 200 }),
  SdkResponseMetadata: { RequestId: expect.any(String) },
};

test('sns:publish sends a message that is no text as JSON, and names its errors SNS', async () => {
  const sns = new SNSClient(states.cloud.clientConfig);
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'notices' }));
  sns.destroy();
  const publish = (arn: string) =>
    task('arn:aws:states:::sns:publish', { TopicArn: arn, Subject: 'Hello', Message: { a: 1 } });
  const machine = await states.createMachine(publish(TopicArn));
  expect(outputOf(await states.run(machine))).toEqual({
    MessageId: expect.any(String),
    ...METADATA,
  });
  const bad = await states.createMachine(publish(`${TopicArn}-none`));
  expect((await states.run(bad)).error).toBe('SNS.NotFoundException');
});

test('sqs:sendMessage sends a body that is no text as JSON, with attributes, and names its errors SQS', async () => {
  const QueueUrl = await createQueue('work');
  const send = (url: string) =>
    task('arn:aws:states:::sqs:sendMessage', {
      QueueUrl: url,
      MessageBody: { a: 1 },
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'note' },
        raw: { DataType: 'Binary', BinaryValue: Buffer.from('bytes').toString('base64') },
      },
    });
  const machine = await states.createMachine(send(QueueUrl));
  expect(outputOf(await states.run(machine))).toEqual({
    MD5OfMessageAttributes: expect.any(String),
    MD5OfMessageBody: expect.any(String),
    MessageId: expect.any(String),
    ...METADATA,
  });
  const message = await receive(QueueUrl);
  expect(message?.Body).toBe('{"a":1}');
  expect(message?.MessageAttributes?.['kind']?.StringValue).toBe('note');
  expect(Buffer.from(message?.MessageAttributes?.['raw']?.BinaryValue ?? '').toString()).toBe(
    'bytes',
  );
  const bad = await states.createMachine(send(`${QueueUrl}-none`));
  expect((await states.run(bad)).error).toBe('SQS.QueueDoesNotExistException');
  const shut = await states.createMachine(send(QueueUrl), { actions: ['sns:Publish'] });
  expect((await states.run(shut)).error).toBe('SQS.AmazonSQSException');
});

test('events:putEvents takes a detail as an object, and adds the execution and its machine to the resources', async () => {
  const events = new EventBridgeClient(states.cloud.clientConfig);
  const { RuleArn: rule = '' } = await events.send(
    new PutRuleCommand({ Name: 'done', EventPattern: JSON.stringify({ source: ['rekey'] }) }),
  );
  const service = 'events.amazonaws.com';
  const resource = queueArn('events');
  const QueueUrl = await createQueue('events', {
    Policy: toServicePolicy({ service, action: 'sqs:SendMessage', resource, sourceArn: rule }),
  });
  await events.send(new PutTargetsCommand({ Rule: 'done', Targets: [{ Id: 'q', Arn: resource }] }));
  events.destroy();
  const machine = await states.createMachine(
    task('arn:aws:states:::events:putEvents', {
      Entries: [
        { Source: 'rekey', DetailType: 'Done', Detail: { a: 1 }, Resources: ['arn:aws:x:::own'] },
      ],
    }),
  );
  const ended = await states.run(machine);
  expect(outputOf(ended)).toEqual({
    Entries: [{ EventId: expect.any(String) }],
    FailedEntryCount: 0,
    ...METADATA,
  });
  expect(JSON.parse((await receive(QueueUrl))?.Body ?? '{}')).toMatchObject({
    detail: { a: 1 },
    resources: ['arn:aws:x:::own', ended.executionArn, machine],
  });
});

test('events:putEvents fails where EventBridge refuses one of the entries, with its answer as the cause', async () => {
  const machine = await states.createMachine(
    task('arn:aws:states:::events:putEvents', {
      Entries: [
        { Source: 'rekey', DetailType: 'Good', Detail: {} },
        { Source: 'rekey', DetailType: 'Bad', Detail: 'no JSON' },
      ],
    }),
  );
  const { error, cause = '' } = await states.run(machine);
  expect(error).toBe('EventBridge.FailedEntry');
  expect(JSON.parse(cause)).toMatchObject({
    FailedEntryCount: 1,
    Entries: [{ EventId: expect.any(String) }, { ErrorCode: 'MalformedDetail' }],
  });
});
