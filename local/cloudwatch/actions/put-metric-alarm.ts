// Makes an alarm, or gives one other settings. A new one knows nothing yet and says so: INSUFFICIENT_DATA.
import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { findArn } from '../../arn.ts';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { toTags } from '../../tags.ts';
import { type AlarmSettings, toAlarmArn, toQueries } from '../alarms.ts';
import { type CloudWatch, permitOnAlarms } from '../cloudwatch.ts';
import { createCloudWatchError } from '../errors.ts';
import { findPeriodMs, listMetrics, runQueries } from '../queries.ts';

const ACTIONS = { length: [0, 5] } as const;
const CONSTRAINTS: Constraints = {
  AlarmName: { length: [1, 255] },
  AlarmDescription: { length: [0, 1024] },
  OKActions: ACTIONS,
  AlarmActions: ACTIONS,
  InsufficientDataActions: ACTIONS,
  EvaluationPeriods: { range: [1, 1440] },
  DatapointsToAlarm: { range: [1, 1440] },
  ComparisonOperator: {
    values: [
      'GreaterThanOrEqualToThreshold',
      'GreaterThanThreshold',
      'LessThanThreshold',
      'LessThanOrEqualToThreshold',
    ],
  },
  TreatMissingData: { values: ['breaching', 'notBreaching', 'ignore', 'missing'] },
};
/** What this endpoint cannot do is refused, never kept and ignored. */
const UNSUPPORTED = [
  ...['ThresholdMetricId', 'EvaluationWindow', 'WarmUpConfiguration', 'EvaluationCriteria'],
  ...['EvaluationInterval', 'ActionConfiguration'],
];
const PERIODS_SECONDS_MAX = 604_800;

export function putMetricAlarm(
  service: CloudWatch,
): Action<PutMetricAlarmInput, Record<string, never>> {
  const { environment, metrics, alarms, watch } = service;
  return {
    permissions: permitOnAlarms(
      service,
      'cloudwatch:PutMetricAlarm',
      ({ AlarmName }: PutMetricAlarmInput) => [AlarmName],
      ({ Tags }) => ofRequestTags(Tags),
    ),
    run: ({ Tags, ...input }, { region, accountId }) => {
      checkConstraints(CONSTRAINTS, input);
      const settings: AlarmSettings = { ...input, AlarmName: input.AlarmName ?? '' };
      checkSettings(settings);
      const { queries } = toQueries(settings);
      listMetrics(queries);
      runQueries(metrics, queries, { region, from: 0, to: findPeriodMs(queries) });
      const now = environment.clock.now();
      const name = settings.AlarmName;
      const old = alarms.find(region, name);
      alarms.put(region, {
        settings,
        arn: toAlarmArn(region, accountId, name),
        state: old?.state ?? 'INSUFFICIENT_DATA',
        reason: old?.reason ?? 'Unchecked: Initial alarm creation',
        ...(old?.reasonData === undefined ? {} : { reasonData: old.reasonData }),
        configuredAt: now,
        updatedAt: old?.updatedAt ?? now,
        transitionedAt: old?.transitionedAt ?? now,
        tags: old?.tags ?? toTags(Tags),
      });
      watch.reset(region, name);
      return {};
    },
  };
}

function checkSettings(settings: AlarmSettings): void {
  const given: Readonly<Record<string, unknown>> = { ...settings };
  const unsupported = UNSUPPORTED.find((member) => given[member] !== undefined);
  if (unsupported !== undefined) throw invalid(`${unsupported} is not supported here.`);
  const { Metrics, MetricName, Namespace, Statistic, ExtendedStatistic } = settings;
  const { Period, EvaluationPeriods: periods = 1, DatapointsToAlarm: datapoints = 1 } = settings;
  if (settings.ComparisonOperator === undefined || settings.EvaluationPeriods === undefined) {
    throw invalid('The parameters ComparisonOperator and EvaluationPeriods are required.');
  }
  if (settings.Threshold === undefined) throw invalid('The parameter Threshold is required.');
  if (datapoints > periods) {
    throw invalid('DatapointsToAlarm must be less than or equal to EvaluationPeriods.');
  }
  checkActions(settings);
  if (Metrics !== undefined && Metrics.length > 0) return;
  if (MetricName === undefined || Namespace === undefined || Period === undefined) {
    throw invalid(
      'The parameters MetricName, Namespace and Period are required for a metric alarm.',
    );
  }
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw invalid(
      'Exactly one of the parameters Statistic and ExtendedStatistic must be specified.',
    );
  }
  const isPeriod = [10, 20, 30].includes(Period) || (Period > 0 && Period % 60 === 0);
  if (!isPeriod) throw invalid('Period must be 10, 20, 30 or a multiple of 60');
  if (Period * periods > PERIODS_SECONDS_MAX) {
    throw invalid(
      'Metrics cannot be checked across more than seven days (EvaluationPeriods * Period must be <= 604800).',
    );
  }
}

function checkActions({ AlarmActions, OKActions, InsufficientDataActions }: AlarmSettings): void {
  for (const action of [AlarmActions, OKActions, InsufficientDataActions].flatMap(
    (all) => all ?? [],
  )) {
    const service = findArn(action)?.service;
    if (service !== 'sns' && service !== 'lambda') {
      throw invalid(`Invalid arn syntax or unsupported action: ${action}`);
    }
  }
}

function invalid(message: string) {
  return createCloudWatchError('ValidationException', message);
}
