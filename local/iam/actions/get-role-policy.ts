// GetRolePolicy (IAM API reference): one inline policy.
import type { GetRolePolicyRequest, GetRolePolicyResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { encodeRfc3986 } from '../../wire/rfc3986.ts';
import { noSuchRolePolicy } from '../errors.ts';
import { type Iam, loadRole, onRole } from '../iam.ts';

export function getRolePolicy(iam: Iam): Action<GetRolePolicyRequest, GetRolePolicyResponse> {
  return {
    permissions: (input) => onRole(iam, 'iam:GetRolePolicy', input.RoleName),
    run: (input) => {
      const { name, inlinePolicies } = loadRole(iam, input.RoleName);
      const { PolicyName = '' } = input;
      const document = inlinePolicies[PolicyName];
      if (document === undefined) throw noSuchRolePolicy(PolicyName);
      return { RoleName: name, PolicyName, PolicyDocument: encodeRfc3986(document) };
    },
  };
}
