// PutRolePolicy (IAM API reference): an inline policy, new or in place of the one with its name.
import type { PutRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { limitExceeded } from '../errors.ts';
import { checkDocument, type Iam, loadRole, onRole } from '../iam.ts';

/** IAM quotas: all inline policies of a role together, white space not counted. */
const INLINE_CHARACTERS_MAX = 10_240;

export function putRolePolicy(iam: Iam): Action<PutRolePolicyRequest, object> {
  return {
    permissions: (input) => onRole(iam, 'iam:PutRolePolicy', input.RoleName),
    run: (input) => {
      const role = loadRole(iam, input.RoleName);
      const document = checkDocument(input.PolicyDocument, 'identity');
      const inlinePolicies = { ...role.inlinePolicies, [input.PolicyName ?? '']: document };
      const size = Object.values(inlinePolicies).join('').replace(/\s/gu, '').length;
      if (size > INLINE_CHARACTERS_MAX) {
        throw limitExceeded(
          `Maximum policy size of ${String(INLINE_CHARACTERS_MAX)} bytes exceeded for role ${role.name}`,
        );
      }
      iam.store.putRole({ ...role, inlinePolicies });
      return {};
    },
  };
}
