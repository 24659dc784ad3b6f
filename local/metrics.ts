// Counts that AWS's services publish about themselves (AWS/Events, AWS/Scheduler, AWS/SNS): put where alarms can see them.
// A count that cannot be put is a line in the log and nothing more, as the work itself has been done.

import type { Environment } from './service.ts';
import { isServiceError } from './service-error.ts';

/** Adds `value` (1 by default) to a count. */
export type Count = (metric: {
  readonly region: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value?: number;
}) => void;

/** @param servicePrincipal such as `events.amazonaws.com` */
export function createCount(
  environment: Pick<Environment, 'accountId' | 'call' | 'clock' | 'log'>,
  namespace: string,
  servicePrincipal: string,
): Count {
  return ({ region, name, dimensions, value = 1 }) => {
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
        input: {
          Namespace: namespace,
          MetricData: [
            {
              MetricName: name,
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
              Timestamp: new Date(environment.clock.now()),
              Value: value,
              Unit: 'Count',
            },
          ],
        },
      })
      .catch((error: unknown) => {
        environment.log({
          level: 'warn',
          message: `The metric ${namespace} ${name} could not be put`,
          call: 'cloudwatch:PutMetricData',
          result: isServiceError(error) ? error.code : 'InternalFailure',
        });
      });
  };
}
