// Makes a metric of the events that match a pattern, from now on.
import type { PutMetricFilterRequest } from '@aws-sdk/client-cloudwatch-logs';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { filterPattern, logGroupName } from '../constraints.ts';
import { createLogsError, invalidParameter } from '../errors.ts';
import { parseFilterPattern } from '../filter-pattern.ts';
import { type Logs, parseGroup, permitOnGroup } from '../logs.ts';

const FILTERS_MAX = 100;

export function putMetricFilter(
  service: Logs,
): Action<PutMetricFilterRequest, Record<string, never>> {
  const { environment, logs } = service;
  return {
    permissions: permitOnGroup(service, 'logs:PutMetricFilter'),
    run: (input, context) => {
      checkConstraints(
        {
          logGroupName,
          filterPattern,
          filterName: { length: [1, 512], pattern: '[^:*]*' },
          metricTransformations: { length: [1, 1] },
        },
        input,
      );
      parseFilterPattern(input.filterPattern);
      const name = parseGroup(input, context);
      const group = logs.loadGroup(name);
      const [transformation] = input.metricTransformations ?? [];
      const { metricName, metricNamespace, metricValue, defaultValue, unit } = transformation ?? {};
      if (metricName === undefined || metricNamespace === undefined || metricValue === undefined) {
        throw invalidParameter(
          'A metric transformation must have a name, a namespace and a value.',
        );
      }
      if (transformation?.dimensions !== undefined) {
        throw invalidParameter('Dimensions of metric filters are not supported here.');
      }
      if (!/^\$\.[A-Za-z0-9_]+$/.test(metricValue) && Number.isNaN(Number(metricValue))) {
        throw invalidParameter(
          `Invalid metric transformation: value '${metricValue}' is neither a number nor a selector`,
        );
      }
      const filterName = input.filterName ?? '';
      const old = group.filters[filterName];
      if (old === undefined && Object.keys(group.filters).length >= FILTERS_MAX) {
        throw createLogsError('LimitExceededException', 'Resource limit exceeded.');
      }
      const filter = {
        createdAt: old?.createdAt ?? environment.clock.now(),
        pattern: input.filterPattern ?? '',
        namespace: metricNamespace,
        metricName,
        metricValue,
        ...(defaultValue === undefined ? {} : { defaultValue }),
        ...(unit === undefined ? {} : { unit }),
      };
      logs.putGroup(name, { ...group, filters: { ...group.filters, [filterName]: filter } });
      return {};
    },
  };
}
