import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock, type ManualClock } from '../../../local/clock.ts';
import type { LambdaRuntime } from '../../../local/lambda-runtime.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { createRole, describeFunction } from '../lambda/functions.ts';

const START = Date.UTC(2026, 10, 21, 12);
const MINUTE_MS = 60_000;
const TARGET = 'arn:aws:lambda:us-east-1:000000000000:function:plan';

// Many calls, on a busy machine.
let clock: ManualClock;
let cloud: RunningCloud;
let cloudwatch: CloudWatchClient;
let invoked: unknown[];

/** Stands for whoever the alarm tells. */
const lambdaRuntime: LambdaRuntime = {
  invoke: async ({ payload }) => {
    invoked.push(JSON.parse(payload));
    return { kind: 'returned', payload: 'null' };
  },
  stop: async () => {},
};

beforeEach(async () => {
  invoked = [];
  clock = createManualClock(START);
  cloud = await startCloud({ clock, lambdaRuntime });
  cloudwatch = new CloudWatchClient(cloud.clientConfig);
  const lambda = new LambdaClient(cloud.clientConfig);
  const role = await createRole(cloud.clientConfig, []);
  await lambda.send(new CreateFunctionCommand(describeFunction(role, '')));
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: 'plan',
      StatementId: 'alarms',
      Action: 'lambda:InvokeFunction',
      Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
    }),
  );
  lambda.destroy();
});
afterEach(async () => {
  cloudwatch.destroy();
  await cloud.close();
});

async function alarm(more: Partial<PutMetricAlarmCommandInput> = {}): Promise<void> {
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'failed',
      Namespace: 'Own',
      MetricName: 'Failed',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [TARGET],
      ...more,
    }),
  );
}

async function put(Value: number): Promise<void> {
  const MetricData = [{ MetricName: 'Failed', Value }];
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Own', MetricData }));
}

async function describeOne() {
  const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({}));
  return MetricAlarms?.[0];
}

describe('an alarm', () => {
  test('knows nothing at first, and says so', async () => {
    await alarm();
    expect(await describeOne()).toMatchObject({
      AlarmName: 'failed',
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:failed',
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      ActionsEnabled: true,
    });
  });

  test('goes off when its metric crosses the threshold, and tells whom it names', async () => {
    await alarm();
    await put(2);
    await clock.advance(MINUTE_MS);
    const { StateValue, StateReason } = (await describeOne()) ?? {};
    expect(StateValue).toBe('ALARM');
    expect(StateReason).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoints [2.0 (21/11/26 12:00:00)] was greater than the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition).',
    );
    await clock.settle();
    expect(invoked).toEqual([
      expect.objectContaining({
        source: 'aws.cloudwatch',
        alarmData: expect.objectContaining({
          alarmName: 'failed',
          state: expect.objectContaining({ value: 'ALARM' }),
          previousState: { value: 'INSUFFICIENT_DATA' },
        }),
      }),
    ]);
  });

  test('comes back when its metric does', async () => {
    await alarm();
    await put(2);
    await clock.advance(MINUTE_MS);
    await put(0);
    await clock.advance(MINUTE_MS);
    expect(await describeOne()).toMatchObject({ StateValue: 'OK' });
    expect(invoked).toHaveLength(1);
  });

  test.each([
    ['missing', 'INSUFFICIENT_DATA'],
    ['notBreaching', 'OK'],
    ['breaching', 'ALARM'],
    ['ignore', 'ALARM'],
  ])('whose data ended treats what is missing as %s: %s', async (TreatMissingData, state) => {
    await alarm({ TreatMissingData });
    await put(2);
    await clock.advance(MINUTE_MS);
    expect(await describeOne()).toMatchObject({ StateValue: 'ALARM' });
    await clock.advance(10 * MINUTE_MS);
    expect(await describeOne()).toMatchObject({ StateValue: state });
    expect(clock.nextDue()).toBeUndefined();
  });

  test('waits for as many datapoints as it was told to', async () => {
    await alarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    await put(1);
    await clock.advance(MINUTE_MS);
    expect(await describeOne()).toMatchObject({ StateValue: 'INSUFFICIENT_DATA' });
    await put(1);
    await clock.advance(MINUTE_MS);
    expect(await describeOne()).toMatchObject({ StateValue: 'ALARM' });
  });

  test('is silent while its actions are off', async () => {
    await alarm();
    await cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: ['failed'] }));
    await put(2);
    await clock.advance(MINUTE_MS);
    expect(await describeOne()).toMatchObject({ StateValue: 'ALARM', ActionsEnabled: false });
    expect(invoked).toEqual([]);
  });

  test('can be tried out', async () => {
    await alarm();
    const StateReason = 'a trial';
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: 'failed', StateValue: 'ALARM', StateReason }),
    );
    await clock.settle();
    expect(await describeOne()).toMatchObject({ StateValue: 'ALARM', StateReason });
    expect(invoked).toHaveLength(1);
  });

  test('publishes to a topic of its account', async () => {
    const sns = new SNSClient(cloud.clientConfig);
    const lambda = new LambdaClient(cloud.clientConfig);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alarms' }));
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: 'plan',
        StatementId: 'sns',
        Action: 'lambda:InvokeFunction',
        Principal: 'sns.amazonaws.com',
      }),
    );
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint: TARGET }));
    await alarm({ AlarmActions: [TopicArn ?? ''] });
    await put(2);
    await clock.advance(MINUTE_MS);
    const [{ Records } = { Records: [] }] = invoked as {
      Records: { Sns: { Subject: string; Message: string } }[];
    }[];
    expect(Records[0]?.Sns.Subject).toBe('ALARM: "failed" in us-east-1');
    expect(JSON.parse(Records[0]?.Sns.Message ?? '')).toMatchObject({
      AlarmName: 'failed',
      NewStateValue: 'ALARM',
      OldStateValue: 'INSUFFICIENT_DATA',
      Trigger: { MetricName: 'Failed', Namespace: 'Own', Statistic: 'SUM', Threshold: 0 },
    });
    sns.destroy();
    lambda.destroy();
  });

  test('puts an event where its state changes', async () => {
    const events = new EventBridgeClient(cloud.clientConfig);
    const lambda = new LambdaClient(cloud.clientConfig);
    await events.send(
      new PutRuleCommand({
        Name: 'alarms',
        EventPattern: JSON.stringify({
          source: ['aws.cloudwatch'],
          detail: { state: { value: ['ALARM'] } },
        }),
      }),
    );
    await events.send(
      new PutTargetsCommand({ Rule: 'alarms', Targets: [{ Id: 'one', Arn: TARGET }] }),
    );
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: 'plan',
        StatementId: 'events',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
      }),
    );
    await alarm({ AlarmActions: [] });
    await put(2);
    await clock.advance(MINUTE_MS);
    expect(invoked).toEqual([
      expect.objectContaining({
        'detail-type': 'CloudWatch Alarm State Change',
        resources: ['arn:aws:cloudwatch:us-east-1:000000000000:alarm:failed'],
        detail: expect.objectContaining({
          alarmName: 'failed',
          previousState: expect.objectContaining({ value: 'INSUFFICIENT_DATA' }),
        }),
      }),
    ]);
    events.destroy();
    lambda.destroy();
  });

  test('may watch an expression', async () => {
    const MetricStat = {
      Metric: { Namespace: 'Own', MetricName: 'Failed' },
      Period: 60,
      Stat: 'Sum',
    };
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: 'failed',
        EvaluationPeriods: 1,
        Threshold: 3,
        ComparisonOperator: 'GreaterThanThreshold',
        Metrics: [
          { Id: 'm', MetricStat, ReturnData: false },
          { Id: 'e', Expression: 'm * 2' },
        ],
      }),
    );
    await put(2);
    await clock.advance(MINUTE_MS);
    expect(await describeOne()).toMatchObject({ StateValue: 'ALARM' });
  });

  test('is gone once deleted, and its tags with it', async () => {
    await alarm({ Tags: [{ Key: 'stage', Value: 'dev' }] });
    const ResourceARN = (await describeOne())?.AlarmArn;
    const { Tags } = await cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: 'stage', Value: 'dev' }]);
    await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['failed'] }));
    expect(await describeOne()).toBeUndefined();
    await expect(
      cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['failed'] })),
    ).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  test.each([
    [{ AlarmActions: ['arn:aws:automate:us-east-1:ec2:stop'] }, 'unsupported action'],
    [{ Period: 45 }, 'Period must be 10, 20, 30 or a multiple of 60'],
    [{ TreatMissingData: 'whatever' }, 'treatMissingData'],
    [{ EvaluationPeriods: 1, DatapointsToAlarm: 2 }, 'less than or equal to EvaluationPeriods'],
    [{ ThresholdMetricId: 'x' }, 'ThresholdMetricId is not supported here'],
  ])('is refused with %j', async (more, message) => {
    await expect(alarm(more)).rejects.toThrow(message);
  });
});
