// The bytes of objects: chunks in the store, under AES-256-GCM as S3's own encryption at rest (SSE-S3) promises.
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { createUuid, type Random } from '../random.ts';
import type { Collection, Store } from '../store.ts';

/** Some bytes that were written at once; an object of many parts has many. */
export interface Blob {
  readonly id: string;
  readonly size: number;
}

export interface Blobs {
  write(bytes: Uint8Array): Blob;
  /** From `start` to before `end`. */
  read(blobs: readonly Blob[], start: number, end: number): Uint8Array;
  remove(blobs: readonly Blob[]): void;
}

const CHUNK_BYTES = 1024 * 1024;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createBlobs(store: Store, masterKey: Uint8Array, random: Random): Blobs {
  const chunks = store.collection<string>('s3/chunks');
  const key = new Uint8Array(hkdfSync('sha256', masterKey, '', 's3/chunks', 32));
  return {
    write: (bytes) => {
      const id = createUuid(random);
      store.transaction(() => {
        for (let at = 0, index = 0; at < bytes.length; at += CHUNK_BYTES, index += 1) {
          const place = chunkKey(id, index);
          const nonce = random.bytes(NONCE_BYTES);
          const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
          const text = cipher.update(bytes.subarray(at, at + CHUNK_BYTES));
          const sealed = Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()]);
          chunks.put(place, sealed.toString('base64'));
        }
      });
      return { id, size: bytes.length };
    },
    read: (blobs, start, end) => {
      const pieces: Uint8Array[] = [];
      let offset = 0;
      for (const blob of blobs) {
        const from = Math.max(start - offset, 0);
        const to = Math.min(end - offset, blob.size);
        if (from < to) pieces.push(readBlob(chunks, key, blob.id, from, to));
        offset += blob.size;
      }
      return Buffer.concat(pieces);
    },
    remove: (blobs) => {
      store.transaction(() => {
        for (const { id } of blobs) {
          for (const entry of chunks.list({ prefix: `${id}/` })) chunks.delete(entry.key);
        }
      });
    },
  };
}

function readBlob(
  chunks: Collection<string>,
  key: Uint8Array,
  id: string,
  from: number,
  to: number,
): Uint8Array {
  const first = Math.floor(from / CHUNK_BYTES);
  const last = Math.floor((to - 1) / CHUNK_BYTES);
  const pieces: Uint8Array[] = [];
  for (let index = first; index <= last; index += 1) {
    const place = chunkKey(id, index);
    const sealed = chunks.get(place);
    if (sealed === undefined) throw new Error(`chunk ${place} is missing`);
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(place))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    pieces.push(decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final());
  }
  const start = from - first * CHUNK_BYTES;
  return Buffer.concat(pieces).subarray(start, start + to - from);
}

function chunkKey(id: string, index: number): string {
  return `${id}/${String(index).padStart(6, '0')}`;
}
