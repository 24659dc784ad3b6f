// Metrics by namespace, name and dimensions.
import type { ListMetricsInput, ListMetricsOutput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import { type CloudWatch, permitAnywhere } from '../cloudwatch.ts';
import { toPage } from '../page.ts';

const METRICS_MAX = 500;
const RECENT_MS = 3 * 3_600_000;

export function listMetrics({
  environment,
  metrics,
}: CloudWatch): Action<ListMetricsInput, ListMetricsOutput> {
  return {
    permissions: permitAnywhere('cloudwatch:ListMetrics'),
    run: (input, { region }) => {
      const { Namespace, MetricName, Dimensions = [], RecentlyActive } = input;
      const since = RecentlyActive === undefined ? 0 : environment.clock.now() - RECENT_MS;
      const found = metrics
        .list(region)
        .filter(({ namespace }) => Namespace === undefined || namespace === Namespace)
        .filter(({ name }) => MetricName === undefined || name === MetricName)
        .filter(({ lastPutAt }) => lastPutAt >= since)
        .filter(({ dimensions }) =>
          Dimensions.every(({ Name, Value }) =>
            dimensions.some(
              ({ name, value }) => name === Name && (Value === undefined || value === Value),
            ),
          ),
        );
      const { items, NextToken } = toPage(found, input.NextToken, METRICS_MAX);
      return {
        Metrics: items.map(({ namespace, name, dimensions }) => ({
          Namespace: namespace,
          MetricName: name,
          Dimensions: dimensions.map((dimension) => ({
            Name: dimension.name,
            Value: dimension.value,
          })),
        })),
        ...NextToken,
      };
    },
  };
}
