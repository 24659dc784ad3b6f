// PutKeyPolicy: replaces the key's policy whole.
import type { PutKeyPolicyRequest } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId } from '../constraints.ts';
import { checkKeyPolicy } from '../key-policy.ts';
import { loadCustomerKey } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';
import { checkNoLockout } from '../policy-lockout.ts';
import { checkPolicyName } from '../policy-name.ts';

export function createPutKeyPolicy(parts: Parts): Action<PutKeyPolicyRequest, object> {
  return {
    permissions: ({ KeyId, BypassPolicyLockoutSafetyCheck: bypass }, context) => [
      toKeyPermission(parts, context, 'PutKeyPolicy', KeyId, {
        conditions:
          bypass === undefined ? {} : { 'kms:BypassPolicyLockoutSafetyCheck': String(bypass) },
      }),
    ],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId, Policy: { length: [1, 131_072] } }, input);
      const key = loadCustomerKey(parts, context, input.KeyId ?? '');
      checkPolicyName(input.PolicyName);
      const policy = input.Policy ?? '';
      checkKeyPolicy(policy);
      if (input.BypassPolicyLockoutSafetyCheck !== true) checkNoLockout(policy, context.principal);
      parts.keys.put({ ...key, policy });
      return {};
    },
  };
}
