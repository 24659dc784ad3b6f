// Metrics that log events give: those in embedded metric format, and those of the group's metric filters.
// They go to CloudWatch as the service's own, for AWS asks nobody's permission for them either.
import type { Environment } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { findEmbeddedMetrics, type MetricPut } from './embedded-metrics.ts';
import { parseFilterPattern } from './filter-pattern.ts';
import type { LogGroup, MetricFilter, StoredEvent } from './store.ts';

export function putMetrics(
  environment: Environment,
  region: string,
  group: LogGroup,
  events: readonly StoredEvent[],
): void {
  const puts = [
    ...events.flatMap(findEmbeddedMetrics),
    ...Object.values(group.filters).flatMap((filter) => findFiltered(filter, events)),
  ];
  const { accountId, call, log } = environment;
  for (const input of puts) {
    call({
      service: 'cloudwatch',
      operation: 'PutMetricData',
      input,
      principal: { kind: 'service', accountId, service: 'logs.amazonaws.com' },
      region,
    }).catch((error: unknown) => {
      log({
        level: 'warn',
        message: 'Metrics in log events could not be put',
        call: 'cloudwatch:PutMetricData',
        resource: group.name,
        result: isServiceError(error) ? error.code : 'InternalFailure',
      });
    });
  }
}

function findFiltered(filter: MetricFilter, events: readonly StoredEvent[]): MetricPut[] {
  const matches = parseFilterPattern(filter.pattern);
  const { namespace, metricName, defaultValue, unit } = filter;
  const data = events.flatMap(({ timestamp, message }) => {
    const value = matches(message) ? toValue(filter.metricValue, message) : defaultValue;
    if (value === undefined) return [];
    return [
      {
        MetricName: metricName,
        Dimensions: [],
        Timestamp: new Date(timestamp),
        Values: [value],
        ...(unit === undefined ? {} : { Unit: unit }),
      },
    ];
  });
  return data.length === 0 ? [] : [{ Namespace: namespace, MetricData: data }];
}

/** A number, or a member of a JSON event such as `$.latency`. */
function toValue(metricValue: string, message: string): number | undefined {
  const member = /^\$\.([A-Za-z0-9_]+)$/.exec(metricValue)?.[1];
  if (member === undefined) return Number(metricValue);
  try {
    const found = (JSON.parse(message) as Readonly<Record<string, unknown>>)[member];
    return typeof found === 'number' ? found : undefined;
  } catch {
    return undefined;
  }
}
