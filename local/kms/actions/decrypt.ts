// Decrypt: the ciphertext names its key; a KeyId in the request must be that key.
import type { DecryptRequest, DecryptResponse } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { checkAlgorithm } from '../algorithm.ts';
import { decryptUnder, findKeyIdOf } from '../ciphertext.ts';
import { algorithm, ciphertextBlob, keyId } from '../constraints.ts';
import { dryRun, notSupported } from '../errors.ts';
import { checkGrantTokens, grantTokens } from '../grant-tokens.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';
import { loadSourceKey, parseCiphertext } from '../source-key.ts';

const constraints = {
  KeyId: keyId,
  CiphertextBlob: ciphertextBlob,
  GrantTokens: grantTokens,
  EncryptionAlgorithm: algorithm,
};

export function createDecrypt(parts: Parts): Action<DecryptRequest, DecryptResponse> {
  return {
    permissions: ({ KeyId, CiphertextBlob, EncryptionContext }, context) => [
      toKeyPermission(parts, context, 'Decrypt', KeyId ?? findKeyIdOf(CiphertextBlob), {
        encryptionContext: EncryptionContext,
      }),
    ],
    run: (input, context) => {
      checkConstraints(constraints, input);
      if (input.Recipient !== undefined) throw notSupported('Recipient');
      const ciphertext = parseCiphertext(input);
      checkGrantTokens(input.GrantTokens);
      const key = loadSourceKey(parts, context, ciphertext, input.KeyId);
      checkAlgorithm(key, input.EncryptionAlgorithm);
      const { plaintext, keyMaterialId } = decryptUnder(
        key,
        parts.material,
        ciphertext,
        input.EncryptionContext ?? {},
      );
      if (input.DryRun === true) throw dryRun();
      return {
        Plaintext: plaintext,
        KeyId: key.arn,
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        KeyMaterialId: keyMaterialId,
      };
    },
  };
}
