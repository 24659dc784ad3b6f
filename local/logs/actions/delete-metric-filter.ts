// Takes a metric filter away.
import type { DeleteMetricFilterRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { createLogsError } from '../errors.ts';
import { type Logs, parseGroup, permitOnGroup } from '../logs.ts';

export function deleteMetricFilter(
  service: Logs,
): Action<DeleteMetricFilterRequest, Record<string, never>> {
  const { logs } = service;
  return {
    permissions: permitOnGroup(service, 'logs:DeleteMetricFilter'),
    run: (input, context) => {
      const name = parseGroup(input, context);
      const group = logs.loadGroup(name);
      const { [input.filterName ?? '']: old, ...filters } = group.filters;
      if (old === undefined) {
        throw createLogsError(
          'ResourceNotFoundException',
          'The specified metric filter does not exist.',
        );
      }
      logs.putGroup(name, { ...group, filters });
      return {};
    },
  };
}
