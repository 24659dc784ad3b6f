// The functions that Step Functions adds to JSONata, and those of JSONata that depend on time and chance
// (AWS documentation, "Transforming data with JSONata": $partition, $range, $hash, $random, $uuid, $parse).
import type { Chance, Hash } from './surroundings.ts';

/** AWS's bound on the arrays that $range makes. */
const RANGE_ITEMS_MAX = 1000;
const HASHES = new Set(['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']);

export interface FunctionSurroundings {
  /** Milliseconds since the epoch: one reading for the whole evaluation, as in JSONata. */
  readonly now: number;
  readonly chance: Chance;
  readonly hash: Hash;
  /** JSONata's own $fromMillis, for $now with a picture. */
  readonly formatMillis: (millis: number, picture?: string, timezone?: string) => Promise<unknown>;
}

/** An error with a JSONata code is told with it; these have none, as they are not JSONata's. */
class FunctionError extends Error {}

export function createFunctions({
  now,
  chance,
  hash,
  formatMillis,
}: FunctionSurroundings): Record<string, unknown> {
  return {
    now: (picture?: string, timezone?: string) => formatMillis(now, picture, timezone),
    millis: () => now,
    random: (seed?: unknown) => (seed === undefined ? toFraction(chance) : seededRandom(seed)),
    uuid: () => toUuid(chance(16)),
    partition,
    range,
    parse,
    hash: (content: unknown, algorithm: unknown) => hashOf(content, algorithm, hash),
    // JSONata then says what AWS says: "T1006: Attempted to invoke a non-function".
    eval: undefined,
  };
}

function partition(array: unknown, size: unknown): unknown {
  if (array === undefined) return undefined;
  const items = Array.isArray(array) ? (array as unknown[]) : [array];
  if (typeof size !== 'number' || !Number.isInteger(size) || size <= 0) {
    throw new FunctionError(
      'The second argument of function "partition" must be a positive integer',
    );
  }
  const chunks: unknown[][] = [];
  for (let start = 0; start < items.length; start += size) {
    chunks.push(items.slice(start, start + size));
  }
  return chunks;
}

/** One element comes back as itself, as from JSONata's own sequences (recorded answer). */
function range(first: unknown, last: unknown, step: unknown): unknown {
  if (first === undefined || last === undefined) return undefined;
  if (!isInteger(first) || !isInteger(last) || !isInteger(step) || step === 0) {
    throw new FunctionError(
      'The arguments of function "range" must be integers, and its step not zero',
    );
  }
  const count = Math.floor((last - first) / step) + 1;
  if (count > RANGE_ITEMS_MAX) {
    throw new FunctionError(
      `The function "range" makes at most ${String(RANGE_ITEMS_MAX)} items, not ${String(count)}`,
    );
  }
  const items = Array.from({ length: Math.max(count, 0) }, (_, index) => first + index * step);
  return items.length === 1 ? items[0] : items;
}

function isInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}

function parse(text: unknown): unknown {
  if (text === undefined) return undefined;
  if (typeof text !== 'string') {
    throw new FunctionError('The argument of function "parse" must be a string');
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // The parser's own message quotes the text, which may be anything: it is left out.
    throw new FunctionError('The argument of function "parse" is not valid JSON', { cause: error });
  }
}

function hashOf(content: unknown, algorithm: unknown, hash: Hash): unknown {
  if (content === undefined) return undefined;
  if (typeof algorithm !== 'string' || !HASHES.has(algorithm)) {
    throw new FunctionError(
      'The second argument of function "hash" must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512',
    );
  }
  return hash(algorithm, typeof content === 'string' ? content : JSON.stringify(content));
}

/** 53 random bits as a fraction. */
export function toFraction(chance: Chance): number {
  let fraction = 0;
  for (const byte of chance(7)) fraction = (fraction + byte) / 256;
  return fraction;
}

/** The generator of java.util.Random, bit for bit as on AWS: seed 42 gives 0.7275636800328681 (measured). */
function seededRandom(seed: unknown): number {
  if (typeof seed !== 'number')
    throw new FunctionError('The seed of function "random" must be a number');
  const multiplier = 0x5deece66dn;
  const mask = (1n << 48n) - 1n;
  let state = (BigInt.asUintN(64, BigInt(Math.trunc(seed))) ^ multiplier) & mask;
  const next = (bits: bigint): bigint => {
    state = (state * multiplier + 0xbn) & mask;
    return state >> (48n - bits);
  };
  return Number((next(26n) << 27n) + next(27n)) / 2 ** 53;
}

/** Of version 3, as names that AWS makes of others are (recorded). @param md5 in hex */
export function toNamedUuid(md5: string): string {
  return `${md5.slice(0, 8)}-${md5.slice(8, 12)}-3${md5.slice(13, 16)}-8${md5.slice(17, 20)}-${md5.slice(20)}`;
}

export function toUuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, '0');
  }).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
