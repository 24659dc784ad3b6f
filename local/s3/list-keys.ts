// One page of a bucket's keys in the order of their bytes, with what lies behind a delimiter rolled up into common
// prefixes (API reference, ListObjectsV2).
import { invalidArgument } from './errors.ts';
import { type ObjectDocument, objectKey, type S3Store } from './store.ts';

export interface KeysRequest {
  readonly prefix: string;
  readonly delimiter: string;
  /** Keys and common prefixes up to and with this one have been told. */
  readonly after: string;
  readonly keysMax: number;
}

export interface KeysPage {
  readonly objects: readonly ObjectDocument[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page begins; undefined on the last one. */
  readonly next?: string;
}

const KEYS_MAX = 1000;
/** Above all keys that begin with what stands before it. */
const LAST = '\u{10FFFF}';

export function listKeys(store: S3Store, bucket: string, request: KeysRequest): KeysPage {
  const { prefix, delimiter, after, keysMax } = request;
  const objects: ObjectDocument[] = [];
  const commonPrefixes: string[] = [];
  let place = isPrefixToken(after, delimiter) ? `${after}${LAST}` : after;
  let told = after;
  if (keysMax === 0) return { objects, commonPrefixes };
  for (;;) {
    const [entry] = store.objects.list({
      prefix: objectKey(bucket, prefix),
      ...(place === '' ? {} : { after: objectKey(bucket, place) }),
      limit: 1,
    });
    if (entry === undefined) return { objects, commonPrefixes };
    if (objects.length + commonPrefixes.length === keysMax) {
      return { objects, commonPrefixes, next: told };
    }
    const { key } = entry.document;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end === -1) {
      objects.push(entry.document);
      place = key;
      told = key;
    } else {
      const common = key.slice(0, end + delimiter.length);
      commonPrefixes.push(common);
      place = `${common}${LAST}`;
      told = common;
    }
  }
}

function isPrefixToken(after: string, delimiter: string): boolean {
  return delimiter !== '' && after.endsWith(delimiter);
}

export function parseKeysMax(value: number | undefined): number {
  if (value === undefined) return KEYS_MAX;
  if (!Number.isInteger(value) || value < 0) {
    throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647');
  }
  return Math.min(value, KEYS_MAX);
}

/** `EncodingType: url`, for keys that XML cannot hold. */
export function createEncoder(encodingType: string | undefined): (text: string) => string {
  return encodingType === 'url'
    ? (text) => encodeURIComponent(text).replaceAll('%2F', '/')
    : (text) => text;
}
