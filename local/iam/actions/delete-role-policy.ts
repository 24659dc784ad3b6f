// DeleteRolePolicy (IAM API reference): takes one inline policy away.
import type { DeleteRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { noSuchRolePolicy } from '../errors.ts';
import { type Iam, loadRole, onRole } from '../iam.ts';

export function deleteRolePolicy(iam: Iam): Action<DeleteRolePolicyRequest, object> {
  return {
    permissions: (input) => onRole(iam, 'iam:DeleteRolePolicy', input.RoleName),
    run: (input) => {
      const role = loadRole(iam, input.RoleName);
      const { [input.PolicyName ?? '']: document, ...inlinePolicies } = role.inlinePolicies;
      if (document === undefined) throw noSuchRolePolicy(input.PolicyName ?? '');
      iam.store.putRole({ ...role, inlinePolicies });
      return {};
    },
  };
}
