// A data key: random bytes, and the same bytes encrypted under a KMS key (envelope encryption).
import { checkConstraints } from '../constraints.ts';
import type { CallContext } from '../service.ts';
import { type EncryptionContext, encryptUnder } from './ciphertext.ts';
import { keyId } from './constraints.ts';
import { dryRun, validation } from './errors.ts';
import { checkGrantTokens, grantTokens } from './grant-tokens.ts';
import { loadUsableKey } from './key-state.ts';
import type { Parts } from './parts.ts';

const BYTES_BY_SPEC: Readonly<Record<string, number>> = { AES_256: 32, AES_128: 16 };

export interface DataKeyRequest {
  readonly KeyId?: string | undefined;
  readonly KeySpec?: string | undefined;
  readonly NumberOfBytes?: number | undefined;
  readonly EncryptionContext?: EncryptionContext | undefined;
  readonly GrantTokens?: readonly string[] | undefined;
  readonly DryRun?: boolean | undefined;
}

export interface DataKey {
  readonly Plaintext: Uint8Array;
  readonly CiphertextBlob: Uint8Array;
  readonly KeyId: string;
  readonly KeyMaterialId: string;
}

export function createDataKey(parts: Parts, context: CallContext, input: DataKeyRequest): DataKey {
  checkConstraints(
    {
      KeyId: keyId,
      KeySpec: { values: ['AES_256', 'AES_128'] },
      NumberOfBytes: { range: [1, 1024] },
      GrantTokens: grantTokens,
    },
    input,
  );
  if ((input.KeySpec === undefined) === (input.NumberOfBytes === undefined)) {
    throw validation('Please specify either number of bytes or key spec.');
  }
  checkGrantTokens(input.GrantTokens);
  const key = loadUsableKey(parts, context, input.KeyId ?? '');
  if (input.DryRun === true) throw dryRun();
  const count = input.NumberOfBytes ?? BYTES_BY_SPEC[input.KeySpec ?? ''] ?? 0;
  const plaintext = parts.environment.random.bytes(count);
  const { ciphertext, keyMaterialId } = encryptUnder(
    key,
    parts.material,
    plaintext,
    input.EncryptionContext ?? {},
  );
  return {
    Plaintext: plaintext,
    CiphertextBlob: ciphertext,
    KeyId: key.arn,
    KeyMaterialId: keyMaterialId,
  };
}
