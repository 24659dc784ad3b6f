// Statistics of one metric, by period.
import type {
  Datapoint,
  GetMetricStatisticsInput,
  GetMetricStatisticsOutput,
} from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import { type CloudWatch, permitAnywhere } from '../cloudwatch.ts';
import { parseDimensions } from '../datum.ts';
import { createCloudWatchError, invalidValue } from '../errors.ts';
import type { Bucket } from '../metrics.ts';
import { joinByPeriod, parseStatistic } from '../statistics.ts';

const DATAPOINTS_MAX = 1440;

export function getMetricStatistics({
  metrics,
}: CloudWatch): Action<GetMetricStatisticsInput, GetMetricStatisticsOutput> {
  return {
    permissions: permitAnywhere('cloudwatch:GetMetricStatistics'),
    run: (input, { region }) => {
      const {
        Namespace = '',
        MetricName = '',
        Period = 60,
        Statistics,
        ExtendedStatistics,
      } = input;
      if (Statistics === undefined && ExtendedStatistics === undefined) {
        throw createCloudWatchError(
          'MissingRequiredParameterException',
          'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
        );
      }
      const periodMs = Period * 1000;
      const from = Math.floor((input.StartTime?.getTime() ?? 0) / periodMs) * periodMs;
      const to = input.EndTime?.getTime() ?? 0;
      if (from >= to) {
        throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
      }
      if ((to - from) / periodMs > DATAPOINTS_MAX) {
        throw createCloudWatchError(
          'InvalidParameterCombinationException',
          `You have requested up to ${String(Math.ceil((to - from) / periodMs))} datapoints, which exceeds the limit of ${String(DATAPOINTS_MAX)}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
        );
      }
      const dimensions = parseDimensions(input.Dimensions, 'GetMetricStatistics');
      const metric = { namespace: Namespace, name: MetricName, dimensions };
      const buckets = metrics
        .buckets(region, metric, from, to)
        .filter(({ unit }) => input.Unit === undefined || unit === input.Unit);
      return {
        Label: MetricName,
        Datapoints: joinByPeriod(buckets, from, periodMs).map((bucket) =>
          describe(bucket, Statistics ?? [], ExtendedStatistics ?? []),
        ),
      };
    },
  };
}

function describe(
  bucket: Bucket,
  plain: readonly string[],
  extended: readonly string[],
): Datapoint {
  const compute = (names: readonly string[]) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = parseStatistic(name)(bucket);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  return {
    Timestamp: new Date(bucket.time),
    Unit: bucket.unit as 'Count',
    ...compute(plain),
    ...(extended.length === 0 ? {} : { ExtendedStatistics: compute(extended) }),
  };
}
