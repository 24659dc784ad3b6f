// GenerateDataKeyWithoutPlaintext: a new data key, encrypted only.
import type {
  GenerateDataKeyWithoutPlaintextRequest,
  GenerateDataKeyWithoutPlaintextResponse,
} from '@aws-sdk/client-kms';
import type { Action } from '../../service.ts';
import { createDataKey } from '../data-key.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

export function createGenerateDataKeyWithoutPlaintext(
  parts: Parts,
): Action<GenerateDataKeyWithoutPlaintextRequest, GenerateDataKeyWithoutPlaintextResponse> {
  return {
    permissions: ({ KeyId, EncryptionContext }, context) => [
      toKeyPermission(parts, context, 'GenerateDataKeyWithoutPlaintext', KeyId, {
        encryptionContext: EncryptionContext,
      }),
    ],
    run: (input, context) => {
      const { Plaintext: _clear, ...shown } = createDataKey(parts, context, input);
      return shown;
    },
  };
}
