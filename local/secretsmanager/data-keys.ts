// Data keys from KMS, one for each value. Under the account's default key Secrets Manager asks as itself; under a customer's key with
// the rights of its caller, so that a role without kms:Decrypt on the key does not read what the key protects.
import { createBoundedCache } from '../bounded-cache.ts';
import type { CallContext, Environment, Principal } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { decryptionFailure, encryptionFailure, invalidKmsKey, kmsNotAllowed } from './errors.ts';

/** What a value is bound to. */
export interface Place {
  readonly secretArn: string;
  readonly versionId: string;
}

interface DataKey {
  readonly clear: Uint8Array;
  /** By KMS; base64. */
  readonly encrypted: string;
}

export interface DataKeys {
  /** @throws ServiceError AccessDeniedException, EncryptionFailure, InvalidParameterException where no such key exists */
  create(context: CallContext, place: Place, kmsKeyId: string | undefined): Promise<DataKey>;
  /** @throws ServiceError AccessDeniedException, DecryptionFailure */
  decrypt(
    context: CallContext,
    place: Place,
    encrypted: string,
    kmsKeyId: string | undefined,
  ): Uint8Array | Promise<Uint8Array>;
}

const SERVICE = 'secretsmanager.amazonaws.com';
const DEFAULT_KEY = 'alias/aws/secretsmanager';
const CACHED_KEYS_MAX = 1000;

export function createDataKeys({ call, accountId }: Environment): DataKeys {
  // Only keys under the default key are kept: every use of a customer key asks KMS whether the caller still may.
  const cache = createBoundedCache<Uint8Array>(CACHED_KEYS_MAX);
  const callKms = <Output>(
    { principal, region }: CallContext,
    kmsKeyId: string | undefined,
    operation: string,
    input: object,
  ): Promise<Output> => {
    const itself: Principal = { kind: 'service', service: SERVICE, accountId };
    const caller =
      kmsKeyId === undefined ? { principal: itself } : { principal, viaService: SERVICE };
    return call<Output>({ service: 'kms', operation, input, region, ...caller });
  };

  const decryptByKms = async (
    context: CallContext,
    place: Place,
    encrypted: string,
    kmsKeyId: string | undefined,
  ): Promise<Uint8Array> => {
    try {
      const { Plaintext } = await callKms<{ Plaintext: Uint8Array }>(context, kmsKeyId, 'Decrypt', {
        CiphertextBlob: Buffer.from(encrypted, 'base64'),
        EncryptionContext: toEncryptionContext(place),
      });
      if (kmsKeyId === undefined) cache.set(encrypted, Plaintext);
      return Plaintext;
    } catch (error) {
      throw isRefusal(error) ? kmsNotAllowed(error) : decryptionFailure(error);
    }
  };

  return {
    create: async (context, place, kmsKeyId) => {
      try {
        const answer = await callKms<{ Plaintext: Uint8Array; CiphertextBlob: Uint8Array }>(
          context,
          kmsKeyId,
          'GenerateDataKey',
          {
            KeyId: kmsKeyId ?? DEFAULT_KEY,
            KeySpec: 'AES_256',
            EncryptionContext: toEncryptionContext(place),
          },
        );
        const encrypted = Buffer.from(answer.CiphertextBlob).toString('base64');
        if (kmsKeyId === undefined) cache.set(encrypted, answer.Plaintext);
        return { clear: answer.Plaintext, encrypted };
      } catch (error) {
        if (isServiceError(error) && error.code === 'NotFoundException') throw invalidKmsKey(error);
        throw isRefusal(error) ? kmsNotAllowed(error) : encryptionFailure(error);
      }
    },
    decrypt: (context, place, encrypted, kmsKeyId) =>
      cache.get(encrypted) ?? decryptByKms(context, place, encrypted, kmsKeyId),
  };
}

/** KMS said no, or the key cannot be used now: AWS tells its caller the same of both. */
function isRefusal(error: unknown): boolean {
  const refusals = ['AccessDeniedException', 'DisabledException', 'KMSInvalidStateException'];
  return isServiceError(error) && refusals.includes(error.code);
}

function toEncryptionContext({ secretArn, versionId }: Place): Readonly<Record<string, string>> {
  return { SecretARN: secretArn, SecretVersionId: versionId };
}
