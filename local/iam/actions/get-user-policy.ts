// GetUserPolicy (IAM API reference): one inline policy.
import type { GetUserPolicyRequest, GetUserPolicyResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { encodeRfc3986 } from '../../wire/rfc3986.ts';
import { noSuchUserPolicy } from '../errors.ts';
import type { Iam } from '../iam.ts';
import { loadUser, onUser } from '../users.ts';

export function getUserPolicy(iam: Iam): Action<GetUserPolicyRequest, GetUserPolicyResponse> {
  return {
    permissions: ({ UserName }) => onUser(iam, 'iam:GetUserPolicy', UserName),
    run: ({ UserName, PolicyName = '' }) => {
      const { name, inlinePolicies } = loadUser(iam, UserName);
      const document = inlinePolicies[PolicyName];
      if (document === undefined) throw noSuchUserPolicy(PolicyName);
      return { UserName: name, PolicyName, PolicyDocument: encodeRfc3986(document) };
    },
  };
}
