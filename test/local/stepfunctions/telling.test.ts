import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
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
import { returned, START, type States, startStates } from './states.ts';

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
      previous_event_id: '3',
      event_timestamp: String(START),
      execution_arn: executionArn,
    },
    {
      id: '5',
      type: 'ExecutionFailed',
      details: { error: 'Boom', cause: 'why' },
      previous_event_id: '4',
      event_timestamp: String(START),
      execution_arn: executionArn,
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
