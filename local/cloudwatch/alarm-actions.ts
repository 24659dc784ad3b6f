// What an alarm does when its state changes: it publishes to topics and invokes functions, as a service
// (CloudWatch user guide, "Alarm actions"; the notification's members as SNS delivers them).
import { findArn } from '../arn.ts';
import type { Environment } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import type { Alarm, AlarmState } from './alarms.ts';

/** Never rejects: an action that fails is a line in the log, as on AWS it is a line in the alarm's history. */
export async function runActions(
  environment: Environment,
  region: string,
  alarm: Alarm,
  oldState: AlarmState,
): Promise<void> {
  if (alarm.settings.ActionsEnabled === false) return;
  for (const action of findActions(alarm)) {
    try {
      await runAction(environment, region, action, alarm, oldState);
    } catch (error) {
      environment.log({
        level: 'warn',
        message: `The action of the alarm ${alarm.settings.AlarmName} failed`,
        resource: action,
        result: isServiceError(error) ? error.code : 'InternalFailure',
      });
    }
  }
}

function findActions({ settings, state }: Alarm): readonly string[] {
  switch (state) {
    case 'ALARM':
      return settings.AlarmActions ?? [];
    case 'OK':
      return settings.OKActions ?? [];
    case 'INSUFFICIENT_DATA':
      return settings.InsufficientDataActions ?? [];
  }
}

async function runAction(
  environment: Environment,
  region: string,
  action: string,
  alarm: Alarm,
  oldState: AlarmState,
): Promise<void> {
  const { accountId, call } = environment;
  const isTopic = findArn(action)?.service === 'sns';
  await call({
    ...(isTopic
      ? {
          service: 'sns',
          operation: 'Publish',
          input: {
            TopicArn: action,
            Subject: `${alarm.state}: "${alarm.settings.AlarmName}" in ${region}`.slice(0, 99),
            Message: JSON.stringify(toNotice(environment, region, alarm, oldState)),
          },
        }
      : {
          service: 'lambda',
          operation: 'Invoke',
          input: {
            FunctionName: action,
            InvocationType: 'Event',
            Payload: Buffer.from(JSON.stringify(toEvent(environment, region, alarm, oldState))),
          },
        }),
    principal: {
      kind: 'service',
      accountId,
      service: isTopic ? 'cloudwatch.amazonaws.com' : 'lambda.alarms.cloudwatch.amazonaws.com',
      sourceArn: alarm.arn,
    },
    region: findArn(action)?.region ?? region,
  });
}

function toNotice(
  { accountId }: Environment,
  region: string,
  alarm: Alarm,
  oldState: AlarmState,
): unknown {
  const { settings, state, reason } = alarm;
  const { Statistic, ExtendedStatistic } = settings;
  return {
    AlarmName: settings.AlarmName,
    AlarmDescription: settings.AlarmDescription ?? null,
    AWSAccountId: accountId,
    AlarmConfigurationUpdatedTimestamp: toTime(alarm.configuredAt),
    NewStateValue: state,
    NewStateReason: reason,
    StateChangeTime: toTime(alarm.transitionedAt),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: oldState,
    OKActions: settings.OKActions ?? [],
    AlarmActions: settings.AlarmActions ?? [],
    InsufficientDataActions: settings.InsufficientDataActions ?? [],
    Trigger: {
      ...(settings.Metrics === undefined
        ? {
            MetricName: settings.MetricName,
            Namespace: settings.Namespace,
            StatisticType: Statistic === undefined ? 'ExtendedStatistic' : 'Statistic',
            Statistic: (Statistic ?? ExtendedStatistic ?? '').toUpperCase(),
            Unit: settings.Unit ?? null,
            Dimensions: (settings.Dimensions ?? []).map(({ Name, Value }) => ({
              value: Value,
              name: Name,
            })),
          }
        : { Metrics: settings.Metrics }),
      Period: settings.Period,
      EvaluationPeriods: settings.EvaluationPeriods,
      DatapointsToAlarm: settings.DatapointsToAlarm ?? settings.EvaluationPeriods,
      ComparisonOperator: settings.ComparisonOperator,
      Threshold: settings.Threshold,
      TreatMissingData: settings.TreatMissingData ?? 'missing',
      EvaluateLowSampleCountPercentile: settings.EvaluateLowSampleCountPercentile ?? '',
    },
  };
}

/** What a function gets (CloudWatch user guide, "Invoke a Lambda function from an alarm"). */
function toEvent(
  { accountId }: Environment,
  region: string,
  alarm: Alarm,
  oldState: AlarmState,
): unknown {
  const { settings, state, reason } = alarm;
  const timestamp = toTime(alarm.transitionedAt);
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarm.arn,
    accountId,
    time: timestamp,
    region,
    alarmData: {
      alarmName: settings.AlarmName,
      state: { value: state, reason, timestamp },
      previousState: { value: oldState },
      configuration: { description: settings.AlarmDescription ?? '' },
    },
  };
}

/** 2026-11-21T21:31:00.000+0000 */
function toTime(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}
