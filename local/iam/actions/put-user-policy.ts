// PutUserPolicy (IAM API reference): an inline policy, new or in place of the one with its name.
import type { PutUserPolicyRequest } from '@aws-sdk/client-iam';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { limitExceeded } from '../errors.ts';
import { checkDocument, type Iam } from '../iam.ts';
import { loadUser, onUser } from '../users.ts';

/** IAM quotas: all inline policies of a user together, white space not counted. */
const INLINE_CHARACTERS_MAX = 2048;

const CONSTRAINTS: Constraints = { PolicyName: { length: [1, 128], pattern: '[\\w+=,.@-]+' } };

export function putUserPolicy(iam: Iam): Action<PutUserPolicyRequest, object> {
  return {
    permissions: ({ UserName }) => onUser(iam, 'iam:PutUserPolicy', UserName),
    run: (input) => {
      checkConstraints(CONSTRAINTS, input);
      const user = loadUser(iam, input.UserName);
      const document = checkDocument(input.PolicyDocument, 'identity');
      const inlinePolicies = { ...user.inlinePolicies, [input.PolicyName ?? '']: document };
      const size = Object.values(inlinePolicies).join('').replace(/\s/gu, '').length;
      if (size > INLINE_CHARACTERS_MAX) {
        throw limitExceeded(
          `Maximum policy size of ${String(INLINE_CHARACTERS_MAX)} bytes exceeded for user ${user.name}`,
        );
      }
      iam.store.putUser({ ...user, inlinePolicies });
      return {};
    },
  };
}
