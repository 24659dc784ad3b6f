// DisableKeyRotation: the material stays as it is.
import type { DisableKeyRotationRequest } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId } from '../constraints.ts';
import { disabled } from '../errors.ts';
import { loadCustomerKey } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

export function createDisableKeyRotation(parts: Parts): Action<DisableKeyRotationRequest, object> {
  return {
    permissions: ({ KeyId }, context) => [
      toKeyPermission(parts, context, 'DisableKeyRotation', KeyId),
    ],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId }, input);
      const key = loadCustomerKey(parts, context, input.KeyId ?? '');
      if (key.state === 'Disabled') throw disabled(key.arn);
      const { rotation: _rotation, ...kept } = key;
      parts.keys.put(kept);
      return {};
    },
  };
}
