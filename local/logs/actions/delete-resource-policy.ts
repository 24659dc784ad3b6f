// Takes a resource policy away.
import type { DeleteResourcePolicyRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { createLogsError } from '../errors.ts';
import { permitAnywhere } from '../logs.ts';
import type { ResourcePolicies } from '../resource-policies.ts';

export function deleteResourcePolicy(
  policies: ResourcePolicies,
): Action<DeleteResourcePolicyRequest, Record<string, never>> {
  return {
    permissions: permitAnywhere('logs:DeleteResourcePolicy'),
    run: (input, { region }) => {
      const name = input.policyName ?? '';
      if (!policies.delete(region, name)) {
        const message = `Policy with name [${name}] does not exist`;
        throw createLogsError('ResourceNotFoundException', message);
      }
      return {};
    },
  };
}
