import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateStateMachineCommand,
  type LoggingConfiguration,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFunction } from '../../support/functions.ts';
import { refusalOf } from '../../support/refusal.ts';
import { createRole } from '../../support/roles.ts';
import { returned, START, type States, startStates, threw } from './states.ts';

let states: States;

beforeEach(async () => {
  states = await startStates();
});
afterEach(async () => {
  await states.close();
});

const GROUP = '/aws/vendedlogs/states/m';
const LOGGING: LoggingConfiguration = {
  level: 'ERROR',
  includeExecutionData: false,
  destinations: [
    {
      cloudWatchLogsLogGroup: {
        logGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}:*`,
      },
    },
  ],
};
const FAIL = {
  StartAt: 'P',
  States: {
    P: { Type: 'Pass', Next: 'F' },
    F: { Type: 'Fail', Error: 'Boom', Cause: 'why' },
  },
};

async function listen(): Promise<unknown[]> {
  const told: unknown[] = [];
  const { arn, permit } = await createFunction(states.cloud.cloud, 'listener');
  states.handlers.set('listener', (event) => {
    told.push(event);
    return returned(null);
  });
  const events = new EventBridgeClient(states.cloud.clientConfig);
  const pattern = {
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
  };
  const rule = await events.send(
    new PutRuleCommand({ Name: 'all', EventPattern: JSON.stringify(pattern) }),
  );
  await permit('events.amazonaws.com', rule.RuleArn ?? '');
  await events.send(new PutTargetsCommand({ Rule: 'all', Targets: [{ Id: 'one', Arn: arn }] }));
  events.destroy();
  return told;
}

test('status changes reach the default bus with what AWS tells', async () => {
  const told = await listen();
  const machine = await states.createMachine(FAIL);
  const executionArn = await states.start(machine, { a: 1 }, 'e');
  await states.clock.advance(1000);
  const detail = {
    executionArn,
    stateMachineArn: machine,
    name: 'e',
    startDate: START,
    input: '{"a":1}',
    inputDetails: { included: true },
    output: null,
    outputDetails: null,
    redriveCount: 0,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
  };
  expect(told).toMatchObject([
    {
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: [executionArn],
      detail: { ...detail, status: 'RUNNING', stopDate: null, error: null, cause: null },
    },
    {
      detail: {
        ...detail,
        status: 'FAILED',
        stopDate: START,
        error: 'Boom',
        cause: 'why',
        redriveStatus: 'REDRIVABLE',
      },
    },
  ]);
});

test('stopped and timed out executions are told too, and all are counted', async () => {
  const told = (await listen()) as { detail: { status: string } }[];
  const wait = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 100, End: true } } };
  const machine = await states.createMachine(wait);
  const executionArn = await states.start(machine);
  await states.sfn.send(new StopExecutionCommand({ executionArn }));
  await states.run(await states.createMachine({ ...wait, TimeoutSeconds: 5 }));
  expect(told.map(({ detail }) => detail.status)).toEqual([
    'RUNNING',
    'ABORTED',
    'RUNNING',
    'TIMED_OUT',
  ]);
  const cloudwatch = new CloudWatchClient(states.cloud.clientConfig);
  const { Datapoints } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/States',
      MetricName: 'ExecutionsAborted',
      Dimensions: [{ Name: 'StateMachineArn', Value: machine }],
      StartTime: new Date(START),
      EndTime: new Date(START + 3_600_000),
      Period: 3600,
      Statistics: ['Sum'],
    }),
  );
  cloudwatch.destroy();
  expect(Datapoints?.map(({ Sum }) => Sum)).toEqual([1]);
});

test('failures reach the log group of the level ERROR, without data', async () => {
  const logs = new CloudWatchLogsClient(states.cloud.clientConfig);
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  const machine = await states.createMachine(FAIL, { loggingConfiguration: LOGGING });
  const { executionArn } = await states.run(machine, { secretId: 'id' });
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP }));
  logs.destroy();
  const told = (events ?? []).map(({ message }) => JSON.parse(message ?? '') as unknown);
  expect(told).toEqual([
    {
      id: '4',
      type: 'FailStateEntered',
      details: { name: 'F', inputDetails: { truncated: false } },
      redrive_count: '0',
      previous_event_id: '3',
      event_timestamp: String(START),
      execution_arn: executionArn,
    },
    {
      id: '5',
      type: 'ExecutionFailed',
      details: { error: 'Boom', cause: 'why' },
      redrive_count: '0',
      previous_event_id: '4',
      event_timestamp: String(START),
      execution_arn: executionArn,
    },
  ]);
});

/** What a machine on that level logs of a Task that fails and is caught, and of its end. */
type LogLevel = 'ALL' | 'ERROR' | 'FATAL' | 'OFF';

async function logOf(level: LogLevel, input: unknown = {}): Promise<Record<string, unknown>[]> {
  const Resource = await states.createFunction('fails', () => threw('Boom', 'why'));
  const machine = {
    StartAt: 'T',
    States: {
      T: {
        ...{ Type: 'Task', Resource, Arguments: {}, End: true, Output: '{% $states.input %}' },
        Catch: [{ ErrorEquals: ['Boom'], Output: '{% $states.input %}', Next: 'S' }],
      },
      S: { Type: 'Succeed' },
    },
  };
  return await withLogs(async (logs) => {
    await states.run(await createLogged(machine, level), input);
    return await readLog(logs);
  });
}

/** With the log group, which has just been made. */
async function withLogs<Result>(
  work: (logs: CloudWatchLogsClient) => Promise<Result>,
): Promise<Result> {
  const logs = new CloudWatchLogsClient(states.cloud.clientConfig);
  try {
    await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    return await work(logs);
  } finally {
    logs.destroy();
  }
}

async function createLogged(machine: object, level: LogLevel): Promise<string> {
  const loggingConfiguration = { ...LOGGING, level, includeExecutionData: true };
  return await states.createMachine(machine, { loggingConfiguration });
}

async function readLog(logs: CloudWatchLogsClient): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let nextToken: string | undefined;
  do {
    const page: FilterLogEventsCommandOutput = await logs.send(
      new FilterLogEventsCommand({ logGroupName: GROUP, nextToken }),
    );
    for (const { message = '' } of page.events ?? []) {
      found.push(JSON.parse(message) as Record<string, unknown>);
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

test.each([
  ['OFF', []],
  ['FATAL', []],
  ['ERROR', ['LambdaFunctionFailed']],
  [
    'ALL',
    [
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionFailed',
      'TaskStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ],
  ],
] as const)('the level %s logs what AWS logs on it', async (level, types) => {
  expect((await logOf(level)).map(({ type }) => type)).toEqual(types);
});

test('an event is logged with its data, its members in AWS’s order, and details though it has none', async () => {
  const [started, , , working] = await logOf('ALL', { a: 1 });
  expect(Object.keys(started ?? {})).toEqual([
    'id',
    'type',
    'details',
    'redrive_count',
    'previous_event_id',
    'event_timestamp',
    'execution_arn',
  ]);
  expect(started?.['details']).toMatchObject({
    input: '{"a":1}',
    inputDetails: { truncated: false },
  });
  expect(working).toMatchObject({ type: 'LambdaFunctionStarted', details: {} });
});

test('a payload that is longer than 248 KiB when escaped is cut, and says so', async () => {
  const [started] = await logOf('ALL', '"'.repeat(100_000));
  const details = started?.['details'] as { input: string; inputDetails: unknown };
  expect(JSON.stringify(details.input).length - 2).toBeLessThanOrEqual(248 * 1024);
  expect(JSON.stringify(details.input).length).toBeGreaterThan(248 * 1024 - 4);
  expect(details.inputDetails).toEqual({ truncated: true });
});

test('a step of many states with much data is logged whole, though one call does not take it', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `S${String(index)}`);
  const pass = (Next: string | undefined) => ({
    Type: 'Pass',
    ...(Next === undefined ? { End: true } : { Next }),
  });
  const machine = {
    StartAt: 'S0',
    States: Object.fromEntries(names.map((name, index) => [name, pass(names[index + 1])])),
  };
  const logged = await withLogs(async (logs) => {
    await states.run(await createLogged(machine, 'ALL'), 'x'.repeat(100_000));
    return await readLog(logs);
  });
  expect(logged.map(({ id }) => id)).toEqual(
    Array.from({ length: 2 * names.length + 2 }, (_, index) => String(index + 1)),
  );
});

test('a log group that was deleted and made anew is logged to again', async () => {
  const ids = await withLogs(async (logs) => {
    const machine = await createLogged(FAIL, 'FATAL');
    await states.run(machine);
    await logs.send(new DeleteLogGroupCommand({ logGroupName: GROUP }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    await states.run(machine);
    return (await readLog(logs)).map(({ id }) => id);
  });
  expect(ids).toEqual(['5']);
});

test('a status change leaves out an input that is too long together with the output', async () => {
  const told = (await listen()) as { detail: Record<string, unknown> }[];
  const pass = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
  const input = JSON.stringify('x'.repeat(130_000));
  const executionArn = await states.start(await states.createMachine(pass), JSON.parse(input));
  await states.clock.advance(1000);
  expect(told.map(({ detail }) => detail)).toMatchObject([
    { executionArn, input, inputDetails: { included: true }, outputDetails: null },
    {
      ...{ input: null, inputDetails: { included: false } },
      ...{ output: input, outputDetails: { included: true } },
    },
  ]);
});

test('a role that may not set up log delivery cannot have a machine that logs', async () => {
  const roleArn = await createRole(states.cloud.cloud, {
    name: 'mute',
    service: 'states.amazonaws.com',
    actions: ['lambda:InvokeFunction'],
  });
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...FAIL });
  const create = new CreateStateMachineCommand({
    name: 'm',
    definition,
    roleArn,
    loggingConfiguration: LOGGING,
  });
  expect(await refusalOf(states.sfn.send(create))).toEqual({
    name: 'AccessDeniedException',
    message: 'The state machine IAM Role is not authorized to access the Log Destination',
  });
});
