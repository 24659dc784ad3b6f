// ListRolePolicies (IAM API reference): the names of the inline policies, on one page.
import type { ListRolePoliciesRequest, ListRolePoliciesResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { type Iam, loadRole, onRole } from '../iam.ts';

export function listRolePolicies(
  iam: Iam,
): Action<ListRolePoliciesRequest, ListRolePoliciesResponse> {
  return {
    permissions: (input) => onRole(iam, 'iam:ListRolePolicies', input.RoleName),
    run: (input) => {
      const { inlinePolicies } = loadRole(iam, input.RoleName);
      return { PolicyNames: Object.keys(inlinePolicies).sort(), IsTruncated: false };
    },
  };
}
