// Chance is a parameter of the endpoint: the system's for people, a seeded one for tests that must repeat.
import { hash, randomBytes } from 'node:crypto';

export interface Random {
  bytes(count: number): Uint8Array;
}

const POOL_BYTES = 8192;
const POOLED_BYTES_MAX = 64;
const BLOCKS_AT_ONCE = 64;

/** Asking the system takes nearly as long for 16 bytes as for 8,192, so small counts come from a pool; no byte is given twice. */
export function createSystemRandom(): Random {
  let pool = Buffer.alloc(0);
  let given = 0;
  return {
    bytes: (count) => {
      if (count > POOLED_BYTES_MAX) return randomBytes(count);
      if (pool.length < given + count) {
        pool = randomBytes(POOL_BYTES);
        given = 0;
      }
      given += count;
      return pool.subarray(given - count, given);
    },
  };
}

/** The same seed gives the same bytes: a SHA-256 counter stream. Never for real secrets. */
export function createSeededRandom(seed: string): Random {
  let blocks = 0;
  let pool = Buffer.alloc(0);
  let given = 0;
  const addBlocks = (): void => {
    const added = Array.from({ length: BLOCKS_AT_ONCE }, (_, index) =>
      hash('sha256', `${seed}:${String(blocks + index)}`, 'buffer'),
    );
    pool = Buffer.concat([pool.subarray(given), ...added]);
    given = 0;
    blocks += BLOCKS_AT_ONCE;
  };
  return {
    bytes: (count) => {
      while (pool.length < given + count) addBlocks();
      given += count;
      return new Uint8Array(pool.subarray(given - count, given));
    },
  };
}

/** A version 4 UUID, the form of AWS's request ids and version ids. */
export function createUuid(random: Random): string {
  const bytes = random.bytes(16);
  const hex = (index: number): string => HEX[bytes[index] ?? 0] ?? '';
  const version = HEX[((bytes[6] ?? 0) & 0x0f) | 0x40] ?? '';
  const variant = HEX[((bytes[8] ?? 0) & 0x3f) | 0x80] ?? '';
  return `${hex(0)}${hex(1)}${hex(2)}${hex(3)}-${hex(4)}${hex(5)}-${version}${hex(7)}-${variant}${hex(9)}-${hex(10)}${hex(11)}${hex(12)}${hex(13)}${hex(14)}${hex(15)}`;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** `count` characters of `alphabet`, each equally likely (rejection sampling, no modulo bias). */
export function pickCharacters(random: Random, alphabet: string, count: number): string {
  const limit = 256 - (256 % alphabet.length);
  let picked = '';
  while (picked.length < count) {
    for (const byte of random.bytes(count - picked.length)) {
      if (byte < limit) picked += alphabet.charAt(byte % alphabet.length);
    }
  }
  return picked;
}
