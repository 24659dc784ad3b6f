import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  type ListSchedulesCommandInput,
  ListTagsForResourceCommand,
  SchedulerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import {
  CreateQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createManualClock, createSystemClock, type ManualClock } from '../../../local/clock.ts';
import { createStore, type Store } from '../../../local/store.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { createRole } from '../../support/roles.ts';

const ARN = 'arn:aws:scheduler:us-east-1:000000000000';
const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000';

let clock: ManualClock;
let store: Store;
let running: RunningCloud;
let scheduler: SchedulerClient;
let sqs: SQSClient;
let roleArn: string;

beforeEach(async () => {
  clock = createManualClock(Date.UTC(2026, 0, 1));
  store = createStore();
  await start();
  roleArn = await createRole(running.cloud, {
    name: 'scheduler',
    service: 'scheduler.amazonaws.com',
    actions: ['sqs:SendMessage'],
    resources: [`${QUEUE_ARN}:target`, `${QUEUE_ARN}:dead`],
  });
  for (const QueueName of ['target', 'dead', 'forbidden']) {
    await sqs.send(new CreateQueueCommand({ QueueName }));
  }
});

afterEach(async () => {
  await stop();
  store.close();
});

async function start(): Promise<void> {
  running = await startCloud({ clock, store });
  scheduler = new SchedulerClient(running.clientConfig);
  sqs = new SQSClient(running.clientConfig);
}

async function stop(): Promise<void> {
  scheduler.destroy();
  sqs.destroy();
  await running.close();
}

function toInput(
  ScheduleExpression: string,
  options: Partial<CreateScheduleCommandInput> = {},
): CreateScheduleCommandInput {
  return {
    Name: 's',
    ScheduleExpression,
    FlexibleTimeWindow: { Mode: 'OFF' },
    ...options,
    Target: {
      Arn: `${QUEUE_ARN}:target`,
      RoleArn: roleArn,
      Input: '<aws.scheduler.scheduled-time>',
      ...options.Target,
    },
  };
}

async function create(
  expression: string,
  options: Partial<CreateScheduleCommandInput> = {},
): Promise<void> {
  await scheduler.send(new CreateScheduleCommand(toInput(expression, options)));
}

async function read(name = 'target'): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: `${running.url}/000000000000/${name}`,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
        VisibilityTimeout: 43_200,
      }),
    );
    all.push(...Messages);
    if (Messages.length === 0) return all;
  }
}

async function readBodies(name?: string): Promise<(string | undefined)[]> {
  return (await read(name)).map(({ Body }) => Body);
}

test('a one-time schedule fires at its second, and is deleted afterwards if it asks for that', async () => {
  await create('at(2026-01-01T00:00:03)', { ActionAfterCompletion: 'DELETE' });
  await clock.advance(2_999);
  expect(await read()).toEqual([]);
  await clock.advance(1);
  const [message] = await read();
  expect(message).toMatchObject({
    Body: '2026-01-01T00:00:03Z',
    Attributes: { SentTimestamp: String(Date.UTC(2026, 0, 1, 0, 0, 3)) },
  });
  await expect(scheduler.send(new GetScheduleCommand({ Name: 's' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Schedule s does not exist.',
  });
});

test('a one-time schedule that has fired stays where nothing else is asked, and does not fire again', async () => {
  await create('at(2026-01-01T00:00:03)');
  await clock.advance(10_000);
  await scheduler.send(new UpdateScheduleCommand(toInput('at(2026-01-01T00:00:03)')));
  await clock.advance(86_400_000);
  expect(await readBodies()).toEqual(['2026-01-01T00:00:03Z']);
  expect(await scheduler.send(new GetScheduleCommand({ Name: 's' }))).toMatchObject({
    State: 'ENABLED',
  });
});

test('on the system’s clock a one-time schedule fires within its second, never before', async () => {
  const system = createSystemClock();
  const live = await startCloud();
  const client = new SchedulerClient(live.clientConfig);
  const queue = new SQSClient(live.clientConfig);
  const RoleArn = await createRole(live.cloud, {
    name: 'scheduler',
    service: 'scheduler.amazonaws.com',
    actions: ['sqs:SendMessage'],
  });
  const { QueueUrl } = await queue.send(new CreateQueueCommand({ QueueName: 'target' }));
  const due = Math.ceil((system.now() + 500) / 1000) * 1000;
  const expression = `at(${new Date(due).toISOString().slice(0, 19)})`;
  const Target = { Arn: `${QUEUE_ARN}:target`, RoleArn };
  await client.send(new CreateScheduleCommand(toInput(expression, { Target })));
  const { Messages } = await queue.send(
    new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: 5,
      MessageSystemAttributeNames: ['SentTimestamp'],
    }),
  );
  const late = Number(Messages?.[0]?.Attributes?.SentTimestamp) - due;
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(1000); // a busy machine; at rest it is a few milliseconds
  client.destroy();
  queue.destroy();
  await live.close();
});

test('a rate begins at once, or at its start, and ends at its end', async () => {
  await create('rate(1 hour)');
  await create('rate(1 hour)', {
    Name: 'bounded',
    StartDate: new Date(Date.UTC(2026, 0, 1, 0, 30)),
    EndDate: new Date(Date.UTC(2026, 0, 1, 1, 30)),
  });
  await clock.advance(2 * 3_600_000);
  expect((await readBodies()).sort()).toEqual([
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:30:00Z',
    '2026-01-01T01:00:00Z',
    '2026-01-01T01:30:00Z',
    '2026-01-01T02:00:00Z',
  ]);
});

test('a cron expression follows its zone through daylight saving', async () => {
  await create('cron(30 2 * * ? *)', {
    ScheduleExpressionTimezone: 'Europe/Berlin',
    StartDate: new Date(Date.UTC(2026, 2, 28)),
    EndDate: new Date(Date.UTC(2026, 2, 31)),
  });
  await clock.advance(Date.UTC(2026, 3, 1) - clock.now());
  expect(await readBodies()).toEqual([
    '2026-03-28T01:30:00Z',
    '2026-03-30T00:30:00Z', // on the 29th there is no half past two
  ]);
});

test('a flexible window delays within its minutes, and the input still says the scheduled time', async () => {
  const FlexibleTimeWindow = { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 } as const;
  await create('cron(0 * * * ? *)', { FlexibleTimeWindow });
  await clock.advance(5 * 3_600_000 + 900_000);
  const messages = await read();
  const delays = messages.map(
    ({ Body = '', Attributes }) => Number(Attributes?.SentTimestamp) - Date.parse(Body),
  );
  expect(messages).toHaveLength(5);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...delays)).toBeLessThan(900_000);
  expect(new Set(delays).size).toBeGreaterThan(1);
});

test('context attributes are replaced in the input', async () => {
  const Input = JSON.stringify({
    schedule: '<aws.scheduler.schedule-arn>',
    time: '<aws.scheduler.scheduled-time>',
    execution: '<aws.scheduler.execution-id>',
    attempt: '<aws.scheduler.attempt-number>',
    other: '<aws.scheduler.nothing>',
  });
  await create('at(2026-01-01T00:01:00)', { Target: { ...toInput('').Target, Input } as never });
  await clock.advance(60_000);
  expect(JSON.parse((await readBodies())[0] ?? '')).toEqual({
    schedule: `${ARN}:schedule/default/s`,
    time: '2026-01-01T00:01:00Z',
    execution: expect.stringMatching(/^[a-z0-9]{16}$/),
    attempt: '1',
    other: '<aws.scheduler.nothing>',
  });
});

test('what the role may not do is retried and ends in the dead-letter queue with its story', async () => {
  await create('at(2026-01-01T00:01:00)', {
    Target: {
      Arn: `${QUEUE_ARN}:forbidden`,
      RoleArn: roleArn,
      Input: 'hello',
      RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
      DeadLetterConfig: { Arn: `${QUEUE_ARN}:dead` },
    },
  });
  await clock.advance(3_600_000);
  expect(await read('forbidden')).toEqual([]);
  const [letter, ...others] = await read('dead');
  expect(others).toEqual([]);
  expect(letter?.Body).toBe('hello');
  const attributes = Object.entries(letter?.MessageAttributes ?? {}).map(
    ([name, { StringValue }]) => [name, StringValue],
  );
  expect(Object.fromEntries(attributes)).toEqual({
    ERROR_CODE: 'AccessDeniedException',
    ERROR_MESSAGE: expect.stringContaining('is not authorized to perform: sqs:sendmessage'),
    EXECUTION_ID: expect.any(String),
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    IS_PAYLOAD_TRUNCATED: 'false',
    RETRY_ATTEMPTS: '2',
    SCHEDULE_ARN: `${ARN}:schedule/default/s`,
    SCHEDULED_TIME: '2026-01-01T00:01:00Z',
    TARGET_ARN: `${QUEUE_ARN}:forbidden`,
  });
});

test('a universal target calls an operation that writes, by the role’s rights', async () => {
  await create('at(2026-01-01T00:01:00)', {
    Target: {
      Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage',
      RoleArn: roleArn,
      Input: JSON.stringify({
        QueueUrl: `${running.url}/000000000000/target`,
        MessageBody: 'attempt <aws.scheduler.attempt-number>',
      }),
    },
  });
  await clock.advance(60_000);
  expect(await readBodies()).toEqual(['attempt 1']);
});

test('schedules go on after a restart, and what was missed meanwhile happens once, for the latest time', async () => {
  await create('rate(1 hour)', { Name: 'hourly', StartDate: new Date(Date.UTC(2026, 0, 1, 1)) });
  await create('at(2026-01-01T00:30:00)', { Name: 'once' });
  await stop();
  await clock.advance(5.5 * 3_600_000);
  await start();
  await clock.settle();
  expect((await readBodies()).sort()).toEqual(['2026-01-01T00:30:00Z', '2026-01-01T05:00:00Z']);
  await clock.advance(1_800_000);
  expect(await readBodies()).toEqual(['2026-01-01T06:00:00Z']);
});

test('an invocation under way goes on after a restart', async () => {
  const Target = { Arn: `${QUEUE_ARN}:late`, RoleArn: roleArn, Input: 'hello' };
  await create('at(2026-01-01T00:00:10)', { Target });
  await clock.advance(15_000);
  await stop();
  await start();
  await sqs.send(new CreateQueueCommand({ QueueName: 'late' }));
  await running.cloud.call({
    service: 'iam',
    operation: 'PutRolePolicy',
    region: 'us-east-1',
    principal: { kind: 'root', accountId: '000000000000' },
    input: {
      RoleName: 'scheduler',
      PolicyName: 'late',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: `${QUEUE_ARN}:late` }],
      }),
    },
  });
  await clock.advance(3_600_000);
  expect(await readBodies('late')).toEqual(['hello']);
});

test('a disabled schedule does not fire; enabled again it goes on from now', async () => {
  await create('cron(0 * * * ? *)', { State: 'DISABLED' });
  await clock.advance(2 * 3_600_000);
  await scheduler.send(new UpdateScheduleCommand(toInput('cron(0 * * * ? *)')));
  await clock.advance(3_600_000);
  expect(await readBodies()).toEqual(['2026-01-01T03:00:00Z']);
  await scheduler.send(new DeleteScheduleCommand({ Name: 's' }));
  await clock.advance(3_600_000);
  expect(await read()).toEqual([]);
});

test('an update that leaves the rate alone keeps its beat', async () => {
  await create('rate(1 hour)');
  await clock.advance(90 * 60_000);
  await scheduler.send(
    new UpdateScheduleCommand(toInput('rate(1 hour)', { Description: 'changed' })),
  );
  await clock.advance(30 * 60_000);
  expect(await readBodies()).toEqual([
    '2026-01-01T00:00:00Z',
    '2026-01-01T01:00:00Z',
    '2026-01-01T02:00:00Z',
  ]);
});

test('a schedule is answered with all its settings, defaults included', async () => {
  const { ScheduleArn } = await scheduler.send(
    new CreateScheduleCommand(
      toInput('rate(30 days)', { StartDate: new Date(Date.UTC(2026, 1, 1)) }),
    ),
  );
  expect(ScheduleArn).toBe(`${ARN}:schedule/default/s`);
  expect(await scheduler.send(new GetScheduleCommand({ Name: 's' }))).toMatchObject({
    Arn: ScheduleArn,
    Name: 's',
    GroupName: 'default',
    ScheduleExpression: 'rate(30 days)',
    ScheduleExpressionTimezone: 'UTC',
    StartDate: new Date(Date.UTC(2026, 1, 1)),
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: 'ENABLED',
    ActionAfterCompletion: 'NONE',
    CreationDate: new Date(clock.now()),
    LastModificationDate: new Date(clock.now()),
    Target: {
      Arn: `${QUEUE_ARN}:target`,
      RoleArn: roleArn,
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
    },
  });
});

test('the same creation twice is one; another one under the name is a conflict', async () => {
  const input = toInput('rate(1 day)', { ClientToken: 'token' });
  await scheduler.send(new CreateScheduleCommand(input));
  await scheduler.send(new CreateScheduleCommand(input));
  await expect(create('rate(1 day)')).rejects.toMatchObject({
    name: 'ConflictException',
    message: 'Schedule s already exists.',
  });
});

test('groups hold schedules, bear tags, and go with all that is in them', async () => {
  const { ScheduleGroupArn } = await scheduler.send(
    new CreateScheduleGroupCommand({ Name: 'rotations', Tags: [{ Key: 'a', Value: '1' }] }),
  );
  expect(ScheduleGroupArn).toBe(`${ARN}:schedule-group/rotations`);
  await create('rate(1 hour)', { GroupName: 'rotations', Name: 'a1' });
  await create('rate(1 hour)', { GroupName: 'rotations', Name: 'a2', State: 'DISABLED' });
  await create('rate(1 hour)', { Name: 'b' });
  const names = async (input: ListSchedulesCommandInput) =>
    (await scheduler.send(new ListSchedulesCommand(input))).Schedules?.map(({ Name }) => Name);
  expect(await names({})).toEqual(['b', 'a1', 'a2']);
  expect(await names({ GroupName: 'rotations', NamePrefix: 'a' })).toEqual(['a1', 'a2']);
  expect(await names({ State: 'DISABLED' })).toEqual(['a2']);
  const first = await scheduler.send(new ListSchedulesCommand({ MaxResults: 2 }));
  expect(await names({ MaxResults: 2, NextToken: first.NextToken })).toEqual(['a2']);

  const ResourceArn = ScheduleGroupArn;
  await scheduler.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'b', Value: '2' }] }));
  await scheduler.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['a'] }));
  const tags = await scheduler.send(new ListTagsForResourceCommand({ ResourceArn }));
  expect(tags.Tags).toEqual([{ Key: 'b', Value: '2' }]);
  expect(await scheduler.send(new GetScheduleGroupCommand({ Name: 'rotations' }))).toMatchObject({
    Arn: ScheduleGroupArn,
    State: 'ACTIVE',
  });
  const groups = await scheduler.send(new ListScheduleGroupsCommand({}));
  expect(groups.ScheduleGroups?.map(({ Name }) => Name)).toEqual(['default', 'rotations']);

  await scheduler.send(new DeleteScheduleGroupCommand({ Name: 'rotations' }));
  expect(await names({})).toEqual(['b']);
  await expect(
    scheduler.send(new GetScheduleGroupCommand({ Name: 'rotations' })),
  ).rejects.toMatchObject({ message: 'Schedule group rotations does not exist.' });
  await expect(
    scheduler.send(new DeleteScheduleGroupCommand({ Name: 'default' })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
});

test.each<[string, string, Partial<CreateScheduleCommandInput>, string]>([
  [
    'a bad expression',
    'cron(0 9 * * 1-5 *)',
    {},
    'Invalid Schedule Expression cron(0 9 * * 1-5 *).',
  ],
  [
    'an unknown zone',
    'rate(1 day)',
    { ScheduleExpressionTimezone: 'Mars/Olympus' },
    'Invalid Schedule Expression Timezone.',
  ],
  [
    'a bad name',
    'rate(1 day)',
    { Name: 'a b' },
    "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z-_.]+",
  ],
  [
    'a window beyond a day',
    'rate(1 day)',
    { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1441 } },
    "1 validation error detected: Value '1441' at 'flexibleTimeWindow.maximumWindowInMinutes' failed to satisfy constraint: Member must have value less than or equal to 1440",
  ],
  [
    'an end before the start',
    'rate(1 day)',
    { StartDate: new Date('2026-02-02'), EndDate: new Date('2026-02-01') },
    'The EndDate you specify must come after the StartDate.',
  ],
])('refused: %s', async (_what, expression, options, message) => {
  await expect(create(expression, options)).rejects.toMatchObject({
    name: 'ValidationException',
    message,
  });
});

test('a role that Scheduler may not assume is refused when the schedule is made', async () => {
  const RoleArn = await createRole(running.cloud, {
    name: 'stranger',
    service: 'lambda.amazonaws.com',
    actions: [],
  });
  const Target = { Arn: `${QUEUE_ARN}:target`, RoleArn };
  await expect(create('rate(1 day)', { Target })).rejects.toMatchObject({
    name: 'ValidationException',
    message:
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
  });
});

test.each([
  'arn:aws:scheduler:::aws-sdk:sqs:receiveMessage',
  'arn:aws:ecs:us-east-1:000000000000:cluster/c',
  'x',
])('the target %s is refused', async (Arn) => {
  await expect(
    create('rate(1 day)', { Target: { Arn, RoleArn: roleArn, Input: '{}' } }),
  ).rejects.toMatchObject({ name: 'ValidationException' });
});

test('a group that does not exist takes no schedule', async () => {
  await expect(create('rate(1 day)', { GroupName: 'none' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Schedule group none does not exist.',
  });
});
