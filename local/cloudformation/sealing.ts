// Templates, parameters and properties may hold what nobody should read in the store (NoEcho parameters, SecretString):
// they lie there under AES-256-GCM with a key derived from the endpoint's master key.
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Random } from '../random.ts';

export interface Sealing {
  /** @param place what the text belongs to; it opens under the same place only */
  seal(document: unknown, place: string): string;
  open(sealed: string, place: string): unknown;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createSealing(masterKey: Uint8Array, random: Random): Sealing {
  const key = new Uint8Array(hkdfSync('sha256', masterKey, '', 'cloudformation/store', 32));
  return {
    seal: (document, place) => {
      const nonce = random.bytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
      const text = cipher.update(JSON.stringify(document), 'utf8');
      const sealed = [nonce, text, cipher.final(), cipher.getAuthTag()];
      return Buffer.concat(sealed).toString('base64');
    },
    open: (sealed, place) => {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8')) as unknown;
    },
  };
}
