// The alarms that watch one metric.
import type {
  DescribeAlarmsForMetricInput,
  DescribeAlarmsForMetricOutput,
} from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import { describeAlarm, toQueries } from '../alarms.ts';
import { type CloudWatch, permitAnywhere } from '../cloudwatch.ts';
import { parseDimensions } from '../datum.ts';
import { toMetricKey } from '../metrics.ts';
import { listMetrics } from '../queries.ts';

export function describeAlarmsForMetric({
  alarms,
}: CloudWatch): Action<DescribeAlarmsForMetricInput, DescribeAlarmsForMetricOutput> {
  return {
    permissions: permitAnywhere('cloudwatch:DescribeAlarmsForMetric'),
    run: (input, { region }) => {
      const { Namespace = '', MetricName = '', Statistic, Period } = input;
      const dimensions = parseDimensions(input.Dimensions, 'DescribeAlarmsForMetric');
      const key = toMetricKey(region, { namespace: Namespace, name: MetricName, dimensions });
      const found = alarms
        .list(region)
        .filter(({ settings }) =>
          listMetrics(toQueries(settings).queries).some(
            (metric) => toMetricKey(region, metric) === key,
          ),
        )
        .filter(({ settings }) => Statistic === undefined || settings.Statistic === Statistic)
        .filter(({ settings }) => Period === undefined || settings.Period === Period);
      return { MetricAlarms: found.map(describeAlarm) };
    },
  };
}
