// ListUserPolicies (IAM API reference): the names of the inline policies, on one page.
import type { ListUserPoliciesRequest, ListUserPoliciesResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import type { Iam } from '../iam.ts';
import { loadUser, onUser } from '../users.ts';

export function listUserPolicies(
  iam: Iam,
): Action<ListUserPoliciesRequest, ListUserPoliciesResponse> {
  return {
    permissions: ({ UserName }) => onUser(iam, 'iam:ListUserPolicies', UserName),
    run: ({ UserName }) => {
      const { inlinePolicies } = loadUser(iam, UserName);
      return { PolicyNames: Object.keys(inlinePolicies).sort(), IsTruncated: false };
    },
  };
}
