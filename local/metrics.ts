// Counts that AWS's services publish about themselves (AWS/Events, AWS/Scheduler, AWS/SNS): put where alarms can see them.
// A count that cannot be put is a line in the log and nothing more, as the work itself has been done.

import type { Environment } from './service.ts';
import { isServiceError } from './service-error.ts';

/** Adds one to a count. */
export type Count = (metric: {
  readonly region: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}) => void;

/** @param servicePrincipal such as `events.amazonaws.com` */
export function createCount(
  environment: Pick<Environment, 'accountId' | 'call' | 'clock' | 'log'>,
  namespace: string,
  servicePrincipal: string,
): Count {
  let waiting: Counted[] = [];
  const flush = (): void => {
    const counted = waiting;
    waiting = [];
    for (const region of new Set(counted.map((metric) => metric.region))) {
      const data = toData(counted.filter((metric) => metric.region === region));
      environment
        .call({
          service: 'cloudwatch',
          operation: 'PutMetricData',
          region,
          principal: {
            kind: 'service',
            accountId: environment.accountId,
            service: servicePrincipal,
          },
          input: { Namespace: namespace, MetricData: data },
        })
        .catch((error: unknown) => {
          environment.log({
            level: 'warn',
            message: `Metrics of ${namespace} could not be put`,
            call: 'cloudwatch:PutMetricData',
            result: isServiceError(error) ? error.code : 'InternalFailure',
          });
        });
    }
  };
  return ({ region, name, dimensions }) => {
    // What one turn counts is put together: a burst of events would else be a burst of calls.
    if (waiting.length === 0) void Promise.resolve().then(flush);
    waiting.push({ region, name, dimensions, timestamp: environment.clock.now() });
  };
}

interface Counted {
  readonly region: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly timestamp: number;
}

/** One datum for each metric, with as many samples of 1 as were counted. */
function toData(counted: readonly Counted[]): readonly object[] {
  const byMetric = new Map<string, { readonly first: Counted; count: number }>();
  for (const metric of counted) {
    const key = JSON.stringify([metric.name, metric.dimensions]);
    const known = byMetric.get(key);
    if (known === undefined) byMetric.set(key, { first: metric, count: 1 });
    else known.count += 1;
  }
  return [...byMetric.values()].map(({ first, count }) => ({
    MetricName: first.name,
    Dimensions: Object.entries(first.dimensions).map(([Name, Value]) => ({ Name, Value })),
    Timestamp: new Date(first.timestamp),
    Values: [1],
    Counts: [count],
    Unit: 'Count',
  }));
}
