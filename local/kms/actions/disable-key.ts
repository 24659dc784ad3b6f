// DisableKey: the key serves nobody until it is enabled; nothing is lost.
import type { DisableKeyRequest } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId } from '../constraints.ts';
import { loadCustomerKey } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

export function createDisableKey(parts: Parts): Action<DisableKeyRequest, object> {
  return {
    permissions: ({ KeyId }, context) => [toKeyPermission(parts, context, 'DisableKey', KeyId)],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId }, input);
      const key = loadCustomerKey(parts, context, input.KeyId ?? '');
      parts.keys.put({ ...key, state: 'Disabled' });
      return {};
    },
  };
}
