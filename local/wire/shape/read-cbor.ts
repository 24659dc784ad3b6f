// CBOR (RFC 8949) of whoever sends it, as far as Smithy's RPC v2 has use for it. The SDK's own decoder trusts its server: it makes room for any
// length that is declared, and takes as long for some numbers as they are large. Here a body costs what it weighs.
import { serializationError } from '../errors.ts';

interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
  items: number;
}

/** The models' shapes are less than ten deep. */
const DEPTH_MAX = 500;
/** The largest call that AWS takes (PutMetricData: 1,000 metrics of 150 values and counts each) has a third of it. */
const ITEMS_MAX = 1_000_000;

const [UNSIGNED, NEGATIVE, BYTES, TEXT, LIST, MAP, TAG] = [0, 1, 2, 3, 4, 5, 6];
const INDEFINITE = 31;
const BREAK = 0xff;
/** The one tag that the services' shapes need. */
const EPOCH_SECONDS = 1;

/**
 * Bytes become a Uint8Array, and what is tagged as seconds since the epoch a Date, which may be an invalid one.
 * @throws ServiceError SerializationException for anything but one whole item whose maps have texts as keys, each once
 */
export function readCbor(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader: Reader = { bytes, view, at: 0, items: 0 };
  const value = readItem(reader, 0);
  if (reader.at < bytes.length) throw serializationError();
  return value;
}

function readItem(reader: Reader, depth: number): unknown {
  reader.items += 1;
  if (depth > DEPTH_MAX || reader.items > ITEMS_MAX) throw serializationError();
  const head = reader.view.getUint8(advance(reader, 1));
  const [major, minor] = [head >> 5, head & 0x1f];
  switch (major) {
    case UNSIGNED:
      return readCount(reader, minor);
    case NEGATIVE:
      return -1 - readCount(reader, minor);
    case BYTES:
      return Buffer.concat(readChunks(reader, BYTES, minor));
    case TEXT:
      return readChunks(reader, TEXT, minor).map(toText).join('');
    case LIST:
      return readList(reader, minor, depth);
    case MAP:
      return readMap(reader, minor, depth);
    case TAG:
      return readTagged(reader, minor, depth);
    default:
      return readOther(reader, minor);
  }
}

/** A length, or a number: above 2^53 the nearest that JavaScript has, as in JSON. */
function readCount(reader: Reader, minor: number): number {
  if (minor < 24) return minor;
  const { view } = reader;
  switch (minor) {
    case 24:
      return view.getUint8(advance(reader, 1));
    case 25:
      return view.getUint16(advance(reader, 2));
    case 26:
      return view.getUint32(advance(reader, 4));
    case 27:
      return Number(view.getBigUint64(advance(reader, 8)));
    default:
      throw serializationError();
  }
}

/** @returns where the bytes begin, all of which are there */
function advance(reader: Reader, byteCount: number): number {
  const { at, bytes } = reader;
  if (byteCount > bytes.length - at) throw serializationError();
  reader.at = at + byteCount;
  return at;
}

/** A string's only chunk, or all of one whose length nobody knew. */
function readChunks(reader: Reader, major: number, minor: number): readonly Uint8Array[] {
  if (minor !== INDEFINITE) return [readChunk(reader, minor)];
  const chunks: Uint8Array[] = [];
  while (!isAtBreak(reader)) {
    reader.items += 1;
    const head = reader.view.getUint8(advance(reader, 1));
    if (head >> 5 !== major || reader.items > ITEMS_MAX) throw serializationError();
    chunks.push(readChunk(reader, head & 0x1f));
  }
  return chunks;
}

function readChunk(reader: Reader, minor: number): Uint8Array {
  const length = readCount(reader, minor);
  const at = advance(reader, length);
  return reader.bytes.subarray(at, at + length);
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function toText(bytes: Uint8Array): string {
  const text = findText(bytes);
  if (text === undefined) throw serializationError();
  return text;
}

function findText(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Takes the break, if it is there. */
function isAtBreak(reader: Reader): boolean {
  if (reader.bytes[reader.at] !== BREAK) return false;
  reader.at += 1;
  return true;
}

/** How many items are still to come is asked after each: a declared length makes room for nothing. */
function createEnd(reader: Reader, minor: number): (read: number) => boolean {
  if (minor === INDEFINITE) return () => isAtBreak(reader);
  const count = readCount(reader, minor);
  return (read) => read === count;
}

function readList(reader: Reader, minor: number, depth: number): unknown[] {
  const list: unknown[] = [];
  const isEnd = createEnd(reader, minor);
  while (!isEnd(list.length)) list.push(readItem(reader, depth + 1));
  return list;
}

function readMap(reader: Reader, minor: number, depth: number): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  const isEnd = createEnd(reader, minor);
  for (let read = 0; !isEnd(read); read += 1) {
    const key = readItem(reader, depth + 1);
    if (typeof key !== 'string' || Object.hasOwn(map, key)) throw serializationError();
    const value = readItem(reader, depth + 1);
    if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true });
    else map[key] = value;
  }
  return map;
}

function readTagged(reader: Reader, minor: number, depth: number): Date {
  const tag = readCount(reader, minor);
  const value = readItem(reader, depth + 1);
  if (tag !== EPOCH_SECONDS || typeof value !== 'number') throw serializationError();
  return new Date(Math.round(value * 1000));
}

function readOther(reader: Reader, minor: number): boolean | number | null {
  const { view } = reader;
  switch (minor) {
    case 20:
      return false;
    case 21:
      return true;
    case 22: // null
    case 23: // undefined
      return null;
    case 25:
      return toHalf(view.getUint16(advance(reader, 2)));
    case 26:
      return view.getFloat32(advance(reader, 4));
    case 27:
      return view.getFloat64(advance(reader, 8));
    default:
      throw serializationError();
  }
}

/** A floating-point number of 16 bits (RFC 8949, appendix D). */
function toHalf(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
  const sign = bits >> 15 === 0 ? 1 : -1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent < 31) return sign * (1024 + fraction) * 2 ** (exponent - 25);
  return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
}
