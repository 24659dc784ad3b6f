// DeleteUserPolicy (IAM API reference): takes one inline policy away.
import type { DeleteUserPolicyRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { noSuchUserPolicy } from '../errors.ts';
import type { Iam } from '../iam.ts';
import { loadUser, onUser } from '../users.ts';

export function deleteUserPolicy(iam: Iam): Action<DeleteUserPolicyRequest, object> {
  return {
    permissions: ({ UserName }) => onUser(iam, 'iam:DeleteUserPolicy', UserName),
    run: ({ UserName, PolicyName = '' }) => {
      const user = loadUser(iam, UserName);
      const { [PolicyName]: document, ...inlinePolicies } = user.inlinePolicies;
      if (document === undefined) throw noSuchUserPolicy(PolicyName);
      iam.store.putUser({ ...user, inlinePolicies });
      return {};
    },
  };
}
