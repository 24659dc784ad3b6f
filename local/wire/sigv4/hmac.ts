// HMAC-SHA256 (RFC 2104) for a key that signs many texts: its pads are made once, and a signature is two one-shot digests.
// `createHmac` makes an object for each text, and takes more than twice as long.
import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** In hex. The text is ASCII, as all that SigV4 signs. */
export type Hmac = (text: string) => string;

/** @param key no longer than a block: a digest, as SigV4's keys are */
export function createHmac256(key: Uint8Array): Hmac {
  let inner = toPadded(key, INNER_PAD, 0);
  const outer = toPadded(key, OUTER_PAD, DIGEST_BYTES);
  return (text) => {
    const end = BLOCK_BYTES + text.length;
    if (inner.length < end) inner = toPadded(key, INNER_PAD, text.length);
    inner.write(text, BLOCK_BYTES, 'latin1');
    outer.write(hash('sha256', inner.subarray(0, end), 'binary'), BLOCK_BYTES, 'latin1');
    return hash('sha256', outer, 'hex');
  };
}

/** A block of the key, each byte with `pad`, and room behind it. */
function toPadded(key: Uint8Array, pad: number, room: number): Buffer {
  if (key.length > BLOCK_BYTES) throw new RangeError('The key is longer than a block.');
  const padded = Buffer.alloc(BLOCK_BYTES + room, pad);
  for (const [index, byte] of key.entries()) padded[index] = byte ^ pad;
  return padded;
}
