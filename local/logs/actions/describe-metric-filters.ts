// Metric filters of a group, or of all groups by the metric that they make.
import type {
  DescribeMetricFiltersRequest,
  DescribeMetricFiltersResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { type Logs, parseGroup, permitAnywhere } from '../logs.ts';
import { toPage } from '../page.ts';
import type { MetricFilter } from '../store.ts';

const ITEMS_MAX = 50;

export function describeMetricFilters({
  logs,
}: Logs): Action<DescribeMetricFiltersRequest, DescribeMetricFiltersResponse> {
  return {
    permissions: permitAnywhere('logs:DescribeMetricFilters'),
    run: (input, context) => {
      const { logGroupName, filterNamePrefix = '', metricName, metricNamespace } = input;
      const groups =
        logGroupName === undefined
          ? logs.listGroups(context.region)
          : [logs.loadGroup(parseGroup({ logGroupName }, context))];
      const found = groups.flatMap((group) =>
        Object.entries(group.filters)
          .filter(([name]) => name.startsWith(filterNamePrefix))
          .filter(([, filter]) => metricName === undefined || filter.metricName === metricName)
          .filter(
            ([, { namespace }]) => metricNamespace === undefined || namespace === metricNamespace,
          )
          .map(([name, filter]) => describe(group.name, name, filter)),
      );
      const { items, nextToken } = toPage(found, input, ITEMS_MAX);
      return { metricFilters: items, ...nextToken };
    },
  };
}

function describe(logGroupName: string, filterName: string, filter: MetricFilter) {
  const { namespace, metricName, metricValue, defaultValue, unit } = filter;
  return {
    logGroupName,
    filterName,
    filterPattern: filter.pattern,
    creationTime: filter.createdAt,
    metricTransformations: [
      {
        metricName,
        metricNamespace: namespace,
        metricValue,
        ...(defaultValue === undefined ? {} : { defaultValue }),
        ...(unit === undefined ? {} : { unit: unit as 'Count' }),
      },
    ],
  };
}
