// Key material: 256 bits made here, kept in the store only under the endpoint's master key (AES-256-GCM, bound to the
// key's ARN and the material's number), so the store alone decrypts nothing.
import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import { createBoundedCache } from '../bounded-cache.ts';
import type { Random } from '../random.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const UNWRAPPED_MAX = 100;

export interface KeyMaterial {
  /** New material for the key, wrapped, in base64. */
  create(keyArn: string, index: number): string;
  /** @throws where the wrapped text was changed, moved from another key, or made under another master key */
  unwrap(wrapped: string, keyArn: string, index: number): Buffer;
  /** nonce, ciphertext, tag */
  encrypt(key: Uint8Array, plaintext: Uint8Array, additionalData: Uint8Array): Buffer;
  /** @throws where anything differs from what was encrypted */
  decrypt(key: Uint8Array, sealed: Uint8Array, additionalData: Uint8Array): Buffer;
}

export function createKeyMaterial(masterKey: Uint8Array, random: Random): KeyMaterial {
  const encrypt: KeyMaterial['encrypt'] = (key, plaintext, additionalData) => {
    const nonce = random.bytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(additionalData);
    const ciphertext = cipher.update(plaintext);
    cipher.final(); // nothing is left: GCM does not pad
    return Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]);
  };
  // In memory like the master key itself; every value that is read or written asks for its key's material.
  const unwrapped = createBoundedCache<Unwrapped>(UNWRAPPED_MAX);
  return {
    encrypt,
    decrypt,
    create: (keyArn, index) =>
      encrypt(masterKey, random.bytes(32), toLabel(keyArn, index)).toString('base64'),
    unwrap: (wrapped, keyArn, index) => {
      const known = unwrapped.get(wrapped);
      if (known?.keyArn === keyArn && known.index === index) return known.key;
      const key = decrypt(masterKey, Buffer.from(wrapped, 'base64'), toLabel(keyArn, index));
      unwrapped.set(wrapped, { key, keyArn, index });
      return key;
    },
  };
}

/** With what it is bound to. */
interface Unwrapped {
  readonly key: Buffer;
  readonly keyArn: string;
  readonly index: number;
}

/** What AWS calls one material of a key by: 64 hexadecimal characters that tell nothing of it. */
export function toKeyMaterialId(keyArn: string, index: number): string {
  return hash('sha256', toLabel(keyArn, index));
}

function decrypt(key: Uint8Array, sealed: Uint8Array, additionalData: Uint8Array): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const body = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(additionalData)
    .setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plaintext = decipher.update(body);
  decipher.final(); // throws where anything was changed; nothing is left to come
  return plaintext;
}

function toLabel(keyArn: string, index: number): Buffer {
  return Buffer.from(`${keyArn}#${String(index)}`);
}
