// A KMS ciphertext: which key and which of its materials, then AES-256-GCM. The header and the encryption context are
// additional data, so a ciphertext that is changed, moved to another key or given another context does not open.
import { hash } from 'node:crypto';
import { invalidCiphertext } from './errors.ts';
import { type KeyMaterial, toKeyMaterialId } from './key-material.ts';
import type { KeyDocument } from './store.ts';

export type EncryptionContext = Readonly<Record<string, string>>;

/** Format, key id (a UUID's 16 bytes), number of the material, check sum of these. */
const INDEX_OFFSET = 1 + 16;
const CHECK_OFFSET = INDEX_OFFSET + 4;
const HEADER_BYTES = CHECK_OFFSET + 4;
const FORMAT = 2;
/** Written by earlier releases, the first of them without a check sum. */
const FORMER_FORMAT = 1;
/** Nonce and tag. */
const SEAL_BYTES = 12 + 16;

export interface Encrypted {
  readonly ciphertext: Buffer;
  readonly keyMaterialId: string;
}

export interface Decrypted {
  readonly plaintext: Buffer;
  readonly keyMaterialId: string;
}

export function encryptUnder(
  key: KeyDocument,
  material: KeyMaterial,
  plaintext: Uint8Array,
  context: EncryptionContext,
): Encrypted {
  const index = key.materials.length - 1;
  const { header, keyMaterialId } = toNames(key, index);
  const secret = material.unwrap(key.materials[index] ?? '', key.arn, index);
  const sealed = material.encrypt(secret, plaintext, toAdditionalData(header, context));
  return { ciphertext: Buffer.concat([header, sealed]), keyMaterialId };
}

/** How ciphertexts of a key's newest material begin, and what AWS calls the material. */
interface Names {
  readonly header: Buffer;
  readonly keyMaterialId: string;
}

/** Documents of the store never change, so this is worked out once for as long as a key is kept. */
const names = new WeakMap<KeyDocument, Names>();

function toNames(key: KeyDocument, index: number): Names {
  const known = names.get(key);
  if (known !== undefined) return known;
  const made = { header: toHeader(key.id, index), keyMaterialId: toKeyMaterialId(key.arn, index) };
  names.set(key, made);
  return made;
}

/** @throws ServiceError InvalidCiphertextException, one error whatever differs */
export function decryptUnder(
  key: KeyDocument,
  material: KeyMaterial,
  ciphertext: Uint8Array,
  context: EncryptionContext,
): Decrypted {
  const blob = Buffer.from(ciphertext);
  try {
    const header = blob.subarray(0, hasCheckSum(blob) ? HEADER_BYTES : CHECK_OFFSET);
    const index = header.readUInt32BE(INDEX_OFFSET);
    const secret = material.unwrap(key.materials[index] ?? '', key.arn, index);
    const sealed = blob.subarray(header.length);
    return {
      plaintext: material.decrypt(secret, sealed, toAdditionalData(header, context)),
      keyMaterialId: toKeyMaterialId(key.arn, index),
    };
  } catch (cause) {
    throw invalidCiphertext(cause);
  }
}

/**
 * The id of the key that made it, or undefined where it is no ciphertext of this endpoint. The check sum tells a
 * ciphertext that was changed from one whose key is gone: it guards nothing, the seal does.
 */
export function findKeyIdOf(ciphertext: Uint8Array | undefined): string | undefined {
  if (ciphertext === undefined || ciphertext.length < CHECK_OFFSET + SEAL_BYTES) return undefined;
  const blob = Buffer.from(ciphertext);
  if (blob[0] !== FORMER_FORMAT && !(blob[0] === FORMAT && hasCheckSum(blob))) return undefined;
  const hex = blob.toString('hex', 1, 17);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}

function toHeader(keyId: string, index: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = FORMAT;
  header.write(keyId.replaceAll('-', ''), 1, 'hex');
  header.writeUInt32BE(index, INDEX_OFFSET);
  toCheckSum(header).copy(header, CHECK_OFFSET);
  return header;
}

function hasCheckSum(blob: Buffer): boolean {
  return toCheckSum(blob).equals(blob.subarray(CHECK_OFFSET, HEADER_BYTES));
}

function toCheckSum(header: Buffer): Buffer {
  const digest = hash('sha256', header.subarray(0, CHECK_OFFSET), 'buffer');
  return digest.subarray(0, HEADER_BYTES - CHECK_OFFSET);
}

/** The order of a context's pairs does not matter, their letters do. */
function toAdditionalData(header: Buffer, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([header, Buffer.from(JSON.stringify(pairs))]);
}
