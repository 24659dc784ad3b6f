// A KMS ciphertext: which key and which of its materials, then AES-256-GCM. The header and the encryption context are
// additional data, so a ciphertext that is changed, moved to another key or given another context does not open.
import { invalidCiphertext } from './errors.ts';
import type { KeyMaterial } from './key-material.ts';
import type { KeyDocument } from './store.ts';

export type EncryptionContext = Readonly<Record<string, string>>;

/** Format, key id (a UUID's 16 bytes), number of the material. */
const HEADER_BYTES = 1 + 16 + 4;
const FORMAT = 1;
/** Nonce and tag. */
const SEAL_BYTES = 12 + 16;

export function encryptUnder(
  key: KeyDocument,
  material: KeyMaterial,
  plaintext: Uint8Array,
  context: EncryptionContext,
): Buffer {
  const index = key.materials.length - 1;
  const header = toHeader(key.id, index);
  const secret = material.unwrap(key.materials[index] ?? '', key.arn, index);
  return Buffer.concat([
    header,
    material.encrypt(secret, plaintext, toAdditionalData(header, context)),
  ]);
}

/** @throws ServiceError InvalidCiphertextException, one error whatever differs */
export function decryptUnder(
  key: KeyDocument,
  material: KeyMaterial,
  ciphertext: Uint8Array,
  context: EncryptionContext,
): Buffer {
  const blob = Buffer.from(ciphertext);
  const header = blob.subarray(0, HEADER_BYTES);
  try {
    const index = header.readUInt32BE(17);
    const secret = material.unwrap(key.materials[index] ?? '', key.arn, index);
    return material.decrypt(secret, blob.subarray(HEADER_BYTES), toAdditionalData(header, context));
  } catch (cause) {
    throw invalidCiphertext(cause);
  }
}

/** The id of the key that made it, or undefined where it is no ciphertext of this endpoint. */
export function findKeyIdOf(ciphertext: Uint8Array | undefined): string | undefined {
  if (ciphertext === undefined || ciphertext.length < HEADER_BYTES + SEAL_BYTES) return undefined;
  const blob = Buffer.from(ciphertext);
  if (blob[0] !== FORMAT) return undefined;
  const hex = blob.toString('hex', 1, 17);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}

function toHeader(keyId: string, index: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = FORMAT;
  header.write(keyId.replaceAll('-', ''), 1, 'hex');
  header.writeUInt32BE(index, 17);
  return header;
}

/** The order of a context's pairs does not matter, their letters do. */
function toAdditionalData(header: Buffer, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([header, Buffer.from(JSON.stringify(pairs))]);
}
