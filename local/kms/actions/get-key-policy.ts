// GetKeyPolicy: a key has one policy, named default.
import type { GetKeyPolicyRequest, GetKeyPolicyResponse } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId } from '../constraints.ts';
import { loadKeyById } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';
import { checkPolicyName } from '../policy-name.ts';

export function createGetKeyPolicy(
  parts: Parts,
): Action<GetKeyPolicyRequest, GetKeyPolicyResponse> {
  return {
    permissions: ({ KeyId }, context) => [toKeyPermission(parts, context, 'GetKeyPolicy', KeyId)],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId }, input);
      const { policy } = loadKeyById(parts, context, input.KeyId ?? '');
      checkPolicyName(input.PolicyName);
      return { Policy: policy, PolicyName: 'default' };
    },
  };
}
