// Lets a group keep its events for ever again.
import type { DeleteRetentionPolicyRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { type Logs, parseGroup, permitOnGroup } from '../logs.ts';

export function deleteRetentionPolicy(
  service: Logs,
): Action<DeleteRetentionPolicyRequest, Record<string, never>> {
  const { logs } = service;
  return {
    permissions: permitOnGroup(service, 'logs:DeleteRetentionPolicy'),
    run: (input, context) => {
      const name = parseGroup(input, context);
      const { retentionDays: _, ...group } = logs.loadGroup(name);
      logs.putGroup(name, group);
      return {};
    },
  };
}
