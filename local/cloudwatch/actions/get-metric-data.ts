// Series of several metrics, and of metric math over them, at once.
import type { GetMetricDataInput, GetMetricDataOutput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import { type CloudWatch, permitAnywhere } from '../cloudwatch.ts';
import { invalidValue } from '../errors.ts';
import { findPeriodMs, runQueries } from '../queries.ts';

export function getMetricData({
  metrics,
}: CloudWatch): Action<GetMetricDataInput, GetMetricDataOutput> {
  return {
    permissions: permitAnywhere('cloudwatch:GetMetricData'),
    run: (input, { region }) => {
      const queries = input.MetricDataQueries ?? [];
      const periodMs = findPeriodMs(queries);
      const start = input.StartTime?.getTime() ?? 0;
      const to = input.EndTime?.getTime() ?? 0;
      if (start >= to) {
        throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
      }
      // AWS begins at the period that holds the start.
      const from = Math.floor(start / periodMs) * periodMs;
      const found = runQueries(metrics, queries, { region, from, to });
      return {
        MetricDataResults: queries
          .filter(({ ReturnData }) => ReturnData !== false)
          .map(({ Id = '', Label, MetricStat }) => {
            const points = [...(found.get(Id) ?? [])].sort(([a], [b]) => a - b);
            if (input.ScanBy !== 'TimestampAscending') points.reverse();
            return {
              Id,
              Label: Label ?? MetricStat?.Metric?.MetricName ?? Id,
              Timestamps: points.map(([time]) => new Date(time)),
              Values: points.map(([, value]) => value),
              StatusCode: 'Complete' as const,
            };
          }),
        Messages: [],
      };
    },
  };
}
