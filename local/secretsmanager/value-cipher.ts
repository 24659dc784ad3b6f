// Envelope encryption of one version's value: AES-256-GCM under a data key of its own from KMS, with the secret's ARN and the
// version's id as KMS encryption context, and these and the name of a customer's key as additional data. A value that was changed,
// moved to another version, or said to lie under another key, does not open.
// docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { createBoundedCache } from '../bounded-cache.ts';
import type { CallContext, Environment } from '../service.ts';
import { createDataKeys, type Place } from './data-keys.ts';
import { decryptionFailure } from './errors.ts';

export interface SecretValue {
  readonly kind: 'string' | 'binary';
  readonly bytes: Uint8Array;
}

/** As it lies in the store; the members are base64. */
export interface SealedValue {
  /** The data key, encrypted by KMS. */
  readonly dataKey: string;
  readonly nonce: string;
  readonly ciphertext: string;
  readonly tag: string;
  /** The customer key; absent for the account's default key. */
  readonly kmsKeyId?: string;
}

export interface ValueCipher {
  /** @throws ServiceError AccessDeniedException, EncryptionFailure */
  seal(
    context: CallContext,
    place: Place,
    value: SecretValue,
    kmsKeyId: string | undefined,
  ): Promise<SealedValue>;
  /** @throws ServiceError AccessDeniedException, DecryptionFailure */
  open(context: CallContext, place: Place, sealed: SealedValue): Promise<SecretValue>;
  /** Whether the caller may encrypt and decrypt with the key. @throws ServiceError as seal and open */
  checkKeyAccess(context: CallContext, secretArn: string, kmsKeyId: string): Promise<void>;
}

/** The VersionId of the calls that only ask whether a key may be used. */
const VALIDATION_VERSION = 'RequestToValidateKeyAccess';
const NONCE_BYTES = 12;
const DECODED_MAX = 4096;
/** The first byte of what is encrypted. */
const KINDS = { string: Buffer.from('s'), binary: Buffer.from('b') } as const;

export function createValueCipher(environment: Environment): ValueCipher {
  const { random } = environment;
  const dataKeys = createDataKeys(environment);
  return {
    seal: async (context, place, { kind, bytes }, kmsKeyId) => {
      const { clear, encrypted } = await dataKeys.create(context, place, kmsKeyId);
      const nonce = random.bytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', clear, nonce).setAAD(
        toAdditionalData(place, kmsKeyId),
      );
      const ciphertext = cipher.update(Buffer.concat([KINDS[kind], bytes]));
      cipher.final(); // nothing is left: GCM does not pad
      return {
        dataKey: encrypted,
        nonce: Buffer.from(nonce).toString('base64'),
        ciphertext: ciphertext.toString('base64'),
        tag: cipher.getAuthTag().toString('base64'),
        ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      };
    },
    open: async (context, place, sealed) => {
      const key = await dataKeys.decrypt(context, place, sealed.dataKey, sealed.kmsKeyId);
      const clear = decrypt(key, place, sealed);
      const kind = clear[0] === KINDS.string[0] ? 'string' : 'binary';
      return { kind, bytes: clear.subarray(1) };
    },
    checkKeyAccess: async (context, secretArn, kmsKeyId) => {
      const place = { secretArn, versionId: VALIDATION_VERSION };
      const { encrypted } = await dataKeys.create(context, place, kmsKeyId);
      await dataKeys.decrypt(context, place, encrypted, kmsKeyId);
    },
  };
}

function decrypt(key: Uint8Array, place: Place, sealed: SealedValue): Buffer {
  try {
    return unseal(key, sealed, toKeptData(place, sealed));
  } catch {
    return decryptFormer(key, place, sealed);
  }
}

function decryptFormer(key: Uint8Array, place: Place, sealed: SealedValue): Buffer {
  try {
    return unseal(key, sealed, toFormerData(place));
  } catch (error) {
    throw decryptionFailure(error);
  }
}

function unseal(key: Uint8Array, sealed: SealedValue, additionalData: Uint8Array): Buffer {
  const { nonce, ciphertext, tag } = toBytes(sealed);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, AUTHENTICATED)
    .setAAD(additionalData)
    .setAuthTag(tag);
  const clear = decipher.update(ciphertext);
  decipher.final(); // throws where anything was changed; nothing is left to come
  return clear;
}

const AUTHENTICATED = { authTagLength: 16 } as const;

interface SealedBytes {
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** Documents of the store never change, so those that are read again and again are taken out of base64 once. */
const decoded = createBoundedCache<SealedBytes, SealedValue>(DECODED_MAX);

function toBytes(sealed: SealedValue): SealedBytes {
  const known = decoded.get(sealed);
  if (known !== undefined) return known;
  const bytes = {
    nonce: Buffer.from(sealed.nonce, 'base64'),
    ciphertext: Buffer.from(sealed.ciphertext, 'base64'),
    tag: Buffer.from(sealed.tag, 'base64'),
  };
  decoded.set(sealed, bytes);
  return bytes;
}

function toAdditionalData({ secretArn, versionId }: Place, kmsKeyId: string | undefined): Buffer {
  return Buffer.from(JSON.stringify([secretArn, versionId, kmsKeyId ?? '']));
}

/** The same for a document that is read again at its place. */
const keptData = createBoundedCache<Place & { readonly data: Buffer }, SealedValue>(DECODED_MAX);

function toKeptData(place: Place, sealed: SealedValue): Buffer {
  const { secretArn, versionId } = place;
  const known = keptData.get(sealed);
  if (known?.secretArn === secretArn && known.versionId === versionId) return known.data;
  const data = toAdditionalData(place, sealed.kmsKeyId);
  keptData.set(sealed, { secretArn, versionId, data });
  return data;
}

/** What earlier releases bound: not yet the name of a customer's key. Its length tells the two apart, so neither passes for the other. */
function toFormerData({ secretArn, versionId }: Place): Buffer {
  return Buffer.from(JSON.stringify([secretArn, versionId]));
}
