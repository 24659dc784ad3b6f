// EnableKey: the key serves again.
import type { EnableKeyRequest } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId } from '../constraints.ts';
import { loadCustomerKey } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

export function createEnableKey(parts: Parts): Action<EnableKeyRequest, object> {
  return {
    permissions: ({ KeyId }, context) => [toKeyPermission(parts, context, 'EnableKey', KeyId)],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId }, input);
      const key = loadCustomerKey(parts, context, input.KeyId ?? '');
      parts.keys.put({ ...key, state: 'Enabled' });
      return {};
    },
  };
}
