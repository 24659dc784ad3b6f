import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  type Target,
  TestEventPatternCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge';
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

const ARN = 'arn:aws:events:us-east-1:000000000000';

let clock: ManualClock;
let store: Store;
let running: RunningCloud;
let events: EventBridgeClient;
let sqs: SQSClient;
let invocations: LambdaInvocation[];

beforeEach(async () => {
  clock = createManualClock(Date.UTC(2026, 0, 1, 0, 0, 30));
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
  events = new EventBridgeClient(running.clientConfig);
  sqs = new SQSClient(running.clientConfig);
}

async function stop(): Promise<void> {
  events.destroy();
  sqs.destroy();
  await running.close();
}

/** A queue that rules may send to; its ARN and a way to read it. */
async function createQueue(name: string, isOpen = true) {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const arn = `arn:aws:sqs:us-east-1:000000000000:${name}`;
  if (isOpen) {
    const service = 'events.amazonaws.com';
    const Policy = toServicePolicy({ service, action: 'sqs:SendMessage', resource: arn });
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
  return { arn, read, readBodies: async () => (await read()).map(({ Body = '' }) => Body) };
}

async function putRule(name: string, pattern: unknown, targets: readonly Target[], bus?: string) {
  const EventBusName = bus;
  await events.send(
    new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern), EventBusName }),
  );
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName, Targets: [...targets] }));
}

async function putEvent(detail: unknown, source = 'app', bus?: string) {
  return await events.send(
    new PutEventsCommand({
      Entries: [
        {
          Source: source,
          DetailType: 'Happened',
          Detail: JSON.stringify(detail),
          Resources: ['arn:x'],
          EventBusName: bus,
        },
      ],
    }),
  );
}

function attributesOf(message: Message | undefined): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(message?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]),
  );
}

test('an event that matches a rule reaches its targets as AWS writes it', async () => {
  const queue = await createQueue('q');
  await putRule('r', { source: ['app'], detail: { size: [{ numeric: ['>', 1] }] } }, [
    { Id: '1', Arn: queue.arn },
  ]);
  const { Entries, FailedEntryCount } = await putEvent({ size: 2 });
  await putEvent({ size: 1 });
  await clock.settle();
  expect(FailedEntryCount).toBe(0);
  expect((await queue.readBodies()).map((body) => JSON.parse(body) as unknown)).toEqual([
    {
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'Happened',
      source: 'app',
      account: '000000000000',
      time: '2026-01-01T00:00:30Z',
      region: 'us-east-1',
      resources: ['arn:x'],
      detail: { size: 2 },
    },
  ]);
});

test.each<[string, Partial<Target>, string]>([
  ['Input', { Input: '{"a":1}' }, '{"a":1}'],
  ['InputPath', { InputPath: '$.detail.list[1]' }, '"b"'],
  [
    'InputTransformer',
    {
      InputTransformer: {
        InputPathsMap: { list: '$.detail.list', name: "$.detail['na me']", none: '$.x' },
        InputTemplate:
          '{"text": "<name>: <list><none>", "list": <list>, "name": <name>, "rule": <aws.events.rule-arn>}',
      },
    },
    `{"text": "O\\"K: [\\"a\\",\\"b\\"]", "list": ["a","b"], "name": "O\\"K", "rule": "${ARN}:rule/r"}`,
  ],
])('%s gives the target what it asks for', async (_name, target, expected) => {
  const queue = await createQueue('q');
  await putRule('r', { source: ['app'] }, [{ Id: '1', Arn: queue.arn, ...target }]);
  await putEvent({ list: ['a', 'b'], 'na me': 'O"K' });
  await clock.settle();
  expect(await queue.readBodies()).toEqual([expected]);
});

test('a function is invoked only if its policy admits the rule', async () => {
  const { arn, permit } = await createFunction(running.cloud, 'f');
  const dead = await createQueue('dead');
  const target = { Id: '1', Arn: arn, DeadLetterConfig: { Arn: dead.arn } };
  await putRule('r', { source: ['app'] }, [target]);
  await putEvent({ n: 1 });
  await clock.settle();
  expect(invocations).toEqual([]);
  const [letter] = await dead.read();
  expect(attributesOf(letter)).toMatchObject({
    RULE_ARN: `${ARN}:rule/r`,
    TARGET_ARN: arn,
    ERROR_CODE: 'NO_PERMISSIONS',
    RETRY_ATTEMPTS: '0',
  });
  expect(JSON.parse(letter?.Body ?? '')).toMatchObject({ source: 'app', detail: { n: 1 } });

  await permit('events.amazonaws.com', `${ARN}:rule/r`);
  await putEvent({ n: 2 });
  await clock.settle();
  expect(invocations.map(({ payload }) => JSON.parse(payload) as unknown)).toMatchObject([
    { source: 'app', detail: { n: 2 } },
  ]);
});

test('a queue that does not admit rules, or is not there, gets nothing and no retry', async () => {
  const closed = await createQueue('closed', false);
  const dead = await createQueue('dead');
  const DeadLetterConfig = { Arn: dead.arn };
  await putRule('r', { source: ['app'] }, [
    { Id: 'closed', Arn: closed.arn, DeadLetterConfig },
    { Id: 'none', Arn: 'arn:aws:sqs:us-east-1:000000000000:none', DeadLetterConfig },
  ]);
  await putEvent({});
  await clock.advance(60_000);
  expect(await closed.read()).toEqual([]);
  const codes = (await dead.read()).map((letter) => attributesOf(letter)['ERROR_CODE']);
  expect(codes).toEqual(['NO_PERMISSIONS', 'NO_PERMISSIONS']);
});

test('a rule forwards events to another bus by its role, id and source kept', async () => {
  const queue = await createQueue('q');
  const busArn = `${ARN}:event-bus/other`;
  await events.send(new CreateEventBusCommand({ Name: 'other' }));
  const role = { service: 'events.amazonaws.com', actions: ['events:PutEvents'] };
  const RoleArn = await createRole(running.cloud, {
    name: 'forward',
    ...role,
    resources: [busArn],
  });
  await putRule('forward', { source: ['app'] }, [{ Id: '1', Arn: busArn, RoleArn }]);
  await putRule('end', { source: ['app'] }, [{ Id: '1', Arn: queue.arn }], 'other');
  const { Entries } = await putEvent({ n: 1 });
  await clock.settle();
  expect((await queue.readBodies()).map((body) => JSON.parse(body) as unknown)).toMatchObject([
    { id: Entries?.[0]?.EventId, source: 'app', detail: { n: 1 } },
  ]);
});

test('buses that forward to each other do not turn for ever', async () => {
  const names = ['a', 'b'];
  for (const Name of names) await events.send(new CreateEventBusCommand({ Name }));
  const service = 'events.amazonaws.com';
  const actions = ['events:PutEvents'];
  const RoleArn = await createRole(running.cloud, { name: 'forward', service, actions });
  const dead = await createQueue('dead');
  for (const [from, to] of [names, [...names].reverse()]) {
    const Arn = `${ARN}:event-bus/${to ?? ''}`;
    const DeadLetterConfig = { Arn: dead.arn };
    await putRule('ring', { source: ['app'] }, [{ Id: '1', Arn, RoleArn, DeadLetterConfig }], from);
  }
  await putEvent({}, 'app', 'a');
  await clock.advance(60_000);
  expect(attributesOf((await dead.read())[0])).toMatchObject({ ERROR_CODE: 'SDK_CLIENT_ERROR' });
});

test('AWS sources belong to AWS: others are refused in their place of the answer', async () => {
  const answer = await events.send(
    new PutEventsCommand({
      Entries: [
        { Source: 'aws.states', DetailType: 'x', Detail: '{}' },
        { Source: 'app', DetailType: 'x', Detail: '[]' },
        { Source: 'app', Detail: '{}' },
        { Source: 'app', DetailType: 'x', Detail: '{}' },
      ],
    }),
  );
  expect(answer.FailedEntryCount).toBe(3);
  expect(answer.Entries).toMatchObject([
    {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: 'Not authorized for the source.',
    },
    { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
    {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: 'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    },
    { EventId: expect.any(String) },
  ]);
});

test('a service of AWS may use its own source, and a rule on it is triggered', async () => {
  const queue = await createQueue('q');
  await putRule('r', { source: ['aws.states'], detail: { status: ['FAILED'] } }, [
    { Id: '1', Arn: queue.arn, InputPath: '$.detail.status' },
  ]);
  await running.cloud.call({
    service: 'events',
    operation: 'PutEvents',
    region: 'us-east-1',
    principal: { kind: 'service', accountId: '000000000000', service: 'states.amazonaws.com' },
    input: { Entries: [{ Source: 'aws.states', DetailType: 'x', Detail: '{"status":"FAILED"}' }] },
  });
  await clock.settle();
  expect(await queue.readBodies()).toEqual(['"FAILED"']);
});

test('a scheduled rule fires on the minute with the event of AWS, and its Input replaces it whole', async () => {
  const plain = await createQueue('plain');
  const constant = await createQueue('constant');
  await events.send(new PutRuleCommand({ Name: 's', ScheduleExpression: 'cron(0/5 * * * ? *)' }));
  await events.send(
    new PutTargetsCommand({
      Rule: 's',
      Targets: [
        { Id: 'plain', Arn: plain.arn },
        { Id: 'constant', Arn: constant.arn, Input: '{"run":true}' },
      ],
    }),
  );
  await clock.advance(10 * 60_000);
  expect(await constant.readBodies()).toEqual(['{"run":true}', '{"run":true}']);
  const bodies = (await plain.readBodies()).map((body) => JSON.parse(body) as unknown);
  expect(bodies).toEqual([
    expect.objectContaining({ time: '2026-01-01T00:05:00Z' }),
    {
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: '2026-01-01T00:10:00Z',
      region: 'us-east-1',
      resources: [`${ARN}:rule/s`],
      detail: {},
    },
  ]);
});

test('a rate begins to count at the rule’s creation, pauses while disabled, and outlives a restart', async () => {
  const queue = await createQueue('q');
  await events.send(new PutRuleCommand({ Name: 's', ScheduleExpression: 'rate(1 hour)' }));
  await events.send(
    new PutTargetsCommand({
      Rule: 's',
      Targets: [{ Id: '1', Arn: queue.arn, InputPath: '$.time' }],
    }),
  );
  await clock.advance(3_600_000);
  expect(await queue.readBodies()).toEqual(['"2026-01-01T01:00:30Z"']);
  await events.send(new DisableRuleCommand({ Name: 's' }));
  await clock.advance(3_600_000);
  await events.send(new EnableRuleCommand({ Name: 's' }));
  await stop();
  await start();
  await clock.advance(3_600_000);
  expect(await queue.readBodies()).toContain('"2026-01-01T03:00:30Z"');
});

test('rules and targets are described, listed, replaced, tagged and deleted', async () => {
  const queue = await createQueue('q');
  const Arn = `${ARN}:rule/r`;
  const { RuleArn } = await events.send(
    new PutRuleCommand({
      Name: 'r',
      EventPattern: '{"source":["app"]}',
      Description: 'first',
      Tags: [{ Key: 'a', Value: '1' }],
    }),
  );
  expect(RuleArn).toBe(Arn);
  await events.send(
    new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: '1', Arn: queue.arn, Input: '1' }] }),
  );
  await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["b"]}' }));
  const described = await events.send(new DescribeRuleCommand({ Name: 'r' }));
  expect(described).toMatchObject({
    Name: 'r',
    Arn,
    EventBusName: 'default',
    State: 'ENABLED',
    EventPattern: '{"source":["b"]}',
    CreatedBy: '000000000000',
  });
  expect(described.Description).toBeUndefined();
  const listed = await events.send(new ListTargetsByRuleCommand({ Rule: 'r' }));
  expect(listed.Targets).toEqual([{ Id: '1', Arn: queue.arn, Input: '1' }]);
  const names = await events.send(new ListRuleNamesByTargetCommand({ TargetArn: queue.arn }));
  expect(names.RuleNames).toEqual(['r']);

  await events.send(new TagResourceCommand({ ResourceARN: Arn, Tags: [{ Key: 'b', Value: '2' }] }));
  await events.send(new UntagResourceCommand({ ResourceARN: Arn, TagKeys: ['a'] }));
  const tags = await events.send(new ListTagsForResourceCommand({ ResourceARN: Arn }));
  expect(tags.Tags).toEqual([{ Key: 'b', Value: '2' }]);

  await expect(events.send(new DeleteRuleCommand({ Name: 'r' }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: "Rule can't be deleted since it has targets.",
  });
  await events.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['1', 'none'] }));
  await events.send(new DeleteRuleCommand({ Name: 'r' }));
  await events.send(new DeleteRuleCommand({ Name: 'r' }));
  await expect(events.send(new DescribeRuleCommand({ Name: 'r' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Rule r does not exist on EventBus default.',
  });
});

test('lists come in pages', async () => {
  for (const Name of ['a1', 'a2', 'a3', 'b1']) {
    await events.send(new PutRuleCommand({ Name, EventPattern: '{"source":["x"]}' }));
  }
  const first = await events.send(new ListRulesCommand({ NamePrefix: 'a', Limit: 2 }));
  expect(first.Rules?.map(({ Name }) => Name)).toEqual(['a1', 'a2']);
  const second = await events.send(
    new ListRulesCommand({ NamePrefix: 'a', Limit: 2, NextToken: first.NextToken }),
  );
  expect(second.Rules?.map(({ Name }) => Name)).toEqual(['a3']);
  expect(second.NextToken).toBeUndefined();
});

test('buses are created once, described and deleted when they are empty', async () => {
  await events.send(new CreateEventBusCommand({ Name: 'other', Description: 'mine' }));
  await expect(events.send(new CreateEventBusCommand({ Name: 'other' }))).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
    message: 'Event bus other already exists.',
  });
  const bus = await events.send(new DescribeEventBusCommand({ Name: 'other' }));
  expect(bus).toMatchObject({ Arn: `${ARN}:event-bus/other`, Description: 'mine' });
  const { EventBuses } = await events.send(new ListEventBusesCommand({}));
  expect(EventBuses?.map(({ Name }) => Name)).toEqual(['default', 'other']);
  await putRule('r', { source: ['app'] }, [], 'other').catch(() => {});
  await expect(events.send(new DeleteEventBusCommand({ Name: 'other' }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await events.send(new DeleteRuleCommand({ Name: 'r', EventBusName: 'other' }));
  await events.send(new DeleteEventBusCommand({ Name: 'other' }));
  await expect(
    events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{}', EventBusName: 'other' })),
  ).rejects.toMatchObject({ message: 'Event bus other does not exist.' });
});

test('patterns are tried on an event without a rule', async () => {
  const Event = JSON.stringify({
    id: '1',
    account: '1',
    source: 'app',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [],
    'detail-type': 'x',
  });
  const send = async (EventPattern: string) =>
    (await events.send(new TestEventPatternCommand({ EventPattern, Event }))).Result;
  expect(await send('{"source":["app"]}')).toBe(true);
  expect(await send('{"source":["other"]}')).toBe(false);
  await expect(send('{"source":"app"}')).rejects.toMatchObject({
    name: 'InvalidEventPatternException',
    message: 'Event pattern is not valid. Reason: "source" must be an object or an array',
  });
});

test.each<[string, ConstructorParameters<typeof PutRuleCommand>[0], string]>([
  ['neither', { Name: 'r' }, 'Parameter(s) EventPattern or ScheduleExpression must be specified.'],
  [
    'bad expression',
    { Name: 'r', ScheduleExpression: 'rate(1 minutes)' },
    'Parameter ScheduleExpression is not valid.',
  ],
  [
    'bad name',
    { Name: 'a b', EventPattern: '{}' },
    "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
  ],
])('PutRule refuses: %s', async (_what, input, message) => {
  await expect(events.send(new PutRuleCommand(input))).rejects.toMatchObject({
    name: 'ValidationException',
    message,
  });
});

test('a schedule is refused on a custom bus', async () => {
  await events.send(new CreateEventBusCommand({ Name: 'other' }));
  const input = { Name: 'r', ScheduleExpression: 'rate(1 minute)', EventBusName: 'other' };
  await expect(events.send(new PutRuleCommand(input))).rejects.toMatchObject({
    message: 'ScheduleExpression is supported only on the default event bus.',
  });
});

test.each<[string, Target]>([
  ['no ARN', { Id: '1', Arn: 'nothing' }],
  [
    'a service that is not here',
    { Id: '1', Arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' },
  ],
  [
    'a state machine without a role',
    { Id: '1', Arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m' },
  ],
  [
    'two inputs',
    { Id: '1', Arn: 'arn:aws:sqs:us-east-1:000000000000:q', Input: '1', InputPath: '$' },
  ],
  [
    'an input that is no JSON',
    { Id: '1', Arn: 'arn:aws:sqs:us-east-1:000000000000:q', Input: '{' },
  ],
  [
    'an unknown placeholder',
    {
      Id: '1',
      Arn: 'arn:aws:sqs:us-east-1:000000000000:q',
      InputTransformer: { InputTemplate: '"<what>"' },
    },
  ],
  [
    'too many retries',
    {
      Id: '1',
      Arn: 'arn:aws:sqs:us-east-1:000000000000:q',
      RetryPolicy: { MaximumRetryAttempts: 186 },
    },
  ],
])('PutTargets refuses %s', async (_what, target) => {
  await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["x"]}' }));
  await expect(
    events.send(new PutTargetsCommand({ Rule: 'r', Targets: [target] })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
});

test('a rule has five targets at the most', async () => {
  await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["x"]}' }));
  const Targets = [1, 2, 3, 4, 5, 6].map((n) => ({
    Id: String(n),
    Arn: `arn:aws:sqs:us-east-1:000000000000:q${String(n)}`,
  }));
  await expect(events.send(new PutTargetsCommand({ Rule: 'r', Targets }))).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'The requested resource exceeds the maximum number allowed.',
  });
});
