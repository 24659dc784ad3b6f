// An alarm's change of state as an event on the default bus (CloudWatch user guide, "Alarm events and EventBridge").
import type { Environment } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { type Alarm, toQueries } from './alarms.ts';

/** Never rejects: an event that cannot be put is a line in the log. */
export async function putAlarmEvent(
  { accountId, call, log }: Environment,
  region: string,
  alarm: Alarm,
  old: Alarm,
): Promise<void> {
  try {
    await call({
      service: 'events',
      operation: 'PutEvents',
      input: {
        Entries: [
          {
            Source: 'aws.cloudwatch',
            DetailType: 'CloudWatch Alarm State Change',
            Resources: [alarm.arn],
            Time: new Date(alarm.transitionedAt),
            Detail: JSON.stringify(toDetail(alarm, old)),
          },
        ],
      },
      principal: { kind: 'service', accountId, service: 'cloudwatch.amazonaws.com' },
      region,
    });
  } catch (error) {
    log({
      level: 'warn',
      message: "An alarm's change of state could not be put as an event",
      call: 'events:PutEvents',
      resource: alarm.arn,
      result: isServiceError(error) ? error.code : 'InternalFailure',
    });
  }
}

function toDetail(alarm: Alarm, old: Alarm): unknown {
  const { queries } = toQueries(alarm.settings);
  return {
    alarmName: alarm.settings.AlarmName,
    state: toState(alarm),
    previousState: toState(old),
    configuration: {
      description: alarm.settings.AlarmDescription,
      metrics: queries.map(({ Id, MetricStat, Expression, ReturnData = true }) => ({
        id: Id,
        expression: Expression,
        ...(MetricStat === undefined
          ? {}
          : {
              metricStat: {
                metric: {
                  namespace: MetricStat.Metric?.Namespace,
                  name: MetricStat.Metric?.MetricName,
                  dimensions: Object.fromEntries(
                    (MetricStat.Metric?.Dimensions ?? []).map(({ Name = '', Value = '' }) => [
                      Name,
                      Value,
                    ]),
                  ),
                },
                period: MetricStat.Period,
                stat: MetricStat.Stat,
              },
            }),
        returnData: ReturnData,
      })),
    },
  };
}

function toState({ state, reason, reasonData, transitionedAt }: Alarm): unknown {
  const timestamp = new Date(transitionedAt).toISOString().replace('Z', '+0000');
  return { value: state, reason, reasonData, timestamp };
}
