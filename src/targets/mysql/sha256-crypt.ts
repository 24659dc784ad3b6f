// The crypt(3) function on SHA-256, by which MySQL keeps passwords. Its salt may be longer than the 16 characters of other systems.
// akkadia.org/drepper/SHA-crypt.txt
import { createHash } from 'node:crypto';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGEST_BYTES = 32;

/** @returns the 43 characters of the digest */
export function cryptSha256(password: string, salt: string, rounds: number): string {
  const key = Buffer.from(password);
  const grain = Buffer.from(salt, 'latin1');
  const first = mixFirst(key, grain);
  const keyPart = repeat(digest(...copies(key, key.length)), key.length);
  const saltPart = repeat(digest(...copies(grain, 16 + (first[0] ?? 0))), grain.length);
  let last = first;
  for (let round = 0; round < rounds; round += 1) {
    const isOdd = round % 2 === 1;
    last = digest(
      isOdd ? keyPart : last,
      ...(round % 3 === 0 ? [] : [saltPart]),
      ...(round % 7 === 0 ? [] : [keyPart]),
      isOdd ? last : keyPart,
    );
  }
  return encode(last);
}

function mixFirst(key: Buffer, salt: Buffer): Buffer {
  const alternate = digest(key, salt, key);
  const bits: Buffer[] = [];
  for (let left = key.length; left > 0; left >>= 1) bits.push(left % 2 === 1 ? alternate : key);
  return digest(key, salt, repeat(alternate, key.length), ...bits);
}

function digest(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function copies(part: Buffer, count: number): readonly Buffer[] {
  return Array.from({ length: count }, () => part);
}

/** The digest over and over, cut to this many bytes. */
function repeat(part: Buffer, length: number): Buffer {
  return Buffer.alloc(length, part);
}

/** Three bytes at a time, taken from the three thirds of the digest in turn, give four characters; the last two give three. */
function encode(bytes: Buffer): string {
  const at = (index: number): number => bytes[index] ?? 0;
  let text = '';
  const write = (value: number, characters: number): void => {
    for (let index = 0; index < characters; index += 1) {
      text += ALPHABET.charAt((value >> (6 * index)) & 63);
    }
  };
  for (let index = 0; index < 10; index += 1) {
    const thirds = [index, index + 10, index + 20];
    const turn = (3 - (index % 3)) % 3;
    const [high = 0, middle = 0, low = 0] = [...thirds.slice(turn), ...thirds.slice(0, turn)];
    write((at(high) << 16) | (at(middle) << 8) | at(low), 4);
  }
  write((at(DIGEST_BYTES - 1) << 8) | at(DIGEST_BYTES - 2), 3);
  return text;
}
