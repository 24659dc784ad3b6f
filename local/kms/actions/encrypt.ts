// Encrypt: up to 4,096 bytes under a key, bound to an encryption context.
import type { EncryptRequest, EncryptResponse } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { checkAlgorithm } from '../algorithm.ts';
import { encryptUnder } from '../ciphertext.ts';
import { algorithm, keyId, plaintext } from '../constraints.ts';
import { dryRun } from '../errors.ts';
import { checkGrantTokens, grantTokens } from '../grant-tokens.ts';
import { loadUsableKey } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

const constraints = {
  KeyId: keyId,
  Plaintext: plaintext,
  GrantTokens: grantTokens,
  EncryptionAlgorithm: algorithm,
};

export function createEncrypt(parts: Parts): Action<EncryptRequest, EncryptResponse> {
  return {
    permissions: ({ KeyId, EncryptionContext }, context) => [
      toKeyPermission(parts, context, 'Encrypt', KeyId, { encryptionContext: EncryptionContext }),
    ],
    run: (input, context) => {
      checkConstraints(constraints, input);
      checkGrantTokens(input.GrantTokens);
      const key = loadUsableKey(parts, context, input.KeyId ?? '');
      checkAlgorithm(key, input.EncryptionAlgorithm);
      if (input.DryRun === true) throw dryRun();
      const { ciphertext } = encryptUnder(
        key,
        parts.material,
        input.Plaintext ?? new Uint8Array(),
        input.EncryptionContext ?? {},
      );
      return {
        CiphertextBlob: ciphertext,
        KeyId: key.arn,
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      };
    },
  };
}
