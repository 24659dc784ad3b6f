// Deletes a group with all that it holds.
import type { DeleteLogGroupRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { type Logs, parseGroup, permitOnGroup } from '../logs.ts';

export function deleteLogGroup(
  service: Logs,
): Action<DeleteLogGroupRequest, Record<string, never>> {
  const { logs } = service;
  return {
    permissions: permitOnGroup(service, 'logs:DeleteLogGroup'),
    run: (input, context) => {
      const name = parseGroup(input, context);
      logs.loadGroup(name);
      logs.deleteGroup(name);
      return {};
    },
  };
}
