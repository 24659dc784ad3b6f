// GenerateDataKey: a new data key in clear and encrypted.
import type { GenerateDataKeyRequest, GenerateDataKeyResponse } from '@aws-sdk/client-kms';
import type { Action } from '../../service.ts';
import { createDataKey } from '../data-key.ts';
import { notSupported } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

export function createGenerateDataKey(
  parts: Parts,
): Action<GenerateDataKeyRequest, GenerateDataKeyResponse> {
  return {
    permissions: ({ KeyId, EncryptionContext }, context) => [
      toKeyPermission(parts, context, 'GenerateDataKey', KeyId, {
        encryptionContext: EncryptionContext,
      }),
    ],
    run: (input, context) => {
      if (input.Recipient !== undefined) throw notSupported('Recipient');
      return createDataKey(parts, context, input);
    },
  };
}
