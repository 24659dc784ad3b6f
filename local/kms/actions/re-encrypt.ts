// ReEncrypt: from one key or context to another, the clear text never leaving the service.
import type { ReEncryptRequest, ReEncryptResponse } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { checkAlgorithm } from '../algorithm.ts';
import { decryptUnder, encryptUnder, findKeyIdOf } from '../ciphertext.ts';
import { algorithm, ciphertextBlob, keyId } from '../constraints.ts';
import { dryRun } from '../errors.ts';
import { checkGrantTokens, grantTokens } from '../grant-tokens.ts';
import { loadUsableKey } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';
import { loadSourceKey, parseCiphertext } from '../source-key.ts';

const constraints = {
  CiphertextBlob: ciphertextBlob,
  SourceKeyId: keyId,
  DestinationKeyId: keyId,
  GrantTokens: grantTokens,
  SourceEncryptionAlgorithm: algorithm,
  DestinationEncryptionAlgorithm: algorithm,
};

export function createReEncrypt(parts: Parts): Action<ReEncryptRequest, ReEncryptResponse> {
  return {
    permissions: (input, context) => {
      const sourceId = input.SourceKeyId ?? findKeyIdOf(input.CiphertextBlob);
      const find = (keyId: string | undefined) =>
        keyId === undefined ? undefined : parts.keys.find(context.region, keyId);
      const isSame = find(sourceId)?.id === find(input.DestinationKeyId)?.id;
      const conditions = { 'kms:ReEncryptOnSameKey': String(isSame) };
      return [
        toKeyPermission(parts, context, 'ReEncryptFrom', sourceId, {
          encryptionContext: input.SourceEncryptionContext,
          conditions,
        }),
        toKeyPermission(parts, context, 'ReEncryptTo', input.DestinationKeyId, {
          encryptionContext: input.DestinationEncryptionContext,
          conditions,
        }),
      ];
    },
    run: (input, context) => {
      checkConstraints(constraints, input);
      const ciphertext = parseCiphertext(input);
      checkGrantTokens(input.GrantTokens);
      const source = loadSourceKey(parts, context, ciphertext, input.SourceKeyId);
      checkAlgorithm(source, input.SourceEncryptionAlgorithm);
      const destination = loadUsableKey(parts, context, input.DestinationKeyId ?? '');
      checkAlgorithm(destination, input.DestinationEncryptionAlgorithm);
      const { material } = parts;
      const clear = decryptUnder(source, material, ciphertext, input.SourceEncryptionContext ?? {});
      if (input.DryRun === true) throw dryRun();
      const sealed = encryptUnder(
        destination,
        material,
        clear.plaintext,
        input.DestinationEncryptionContext ?? {},
      );
      return {
        CiphertextBlob: sealed.ciphertext,
        SourceKeyId: source.arn,
        KeyId: destination.arn,
        SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        SourceKeyMaterialId: clear.keyMaterialId,
        DestinationKeyMaterialId: sealed.keyMaterialId,
      };
    },
  };
}
