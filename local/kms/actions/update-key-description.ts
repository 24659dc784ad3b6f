// UpdateKeyDescription.
import type { UpdateKeyDescriptionRequest } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId } from '../constraints.ts';
import { loadCustomerKey } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

export function createUpdateKeyDescription(
  parts: Parts,
): Action<UpdateKeyDescriptionRequest, object> {
  return {
    permissions: ({ KeyId }, context) => [
      toKeyPermission(parts, context, 'UpdateKeyDescription', KeyId),
    ],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId, Description: { length: [0, 8192] } }, input);
      const key = loadCustomerKey(parts, context, input.KeyId ?? '');
      parts.keys.put({ ...key, description: input.Description ?? '' });
      return {};
    },
  };
}
