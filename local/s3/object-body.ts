// Writing and reading an object's bytes with all that goes along: checks, ETag, conditions and ranges.
import { createHash } from 'node:crypto';
import { ServiceError } from '../service-error.ts';
import { checkChecksums } from './checksums.ts';
import { invalidArgument, preconditionFailed } from './errors.ts';
import type { Parts } from './parts.ts';
import { type ObjectDocument, type ObjectHeaders, objectKey, type S3Store } from './store.ts';

const KEY_BYTES_MAX = 1024;
/** S3 User Guide, object metadata: 2 KB of names and values. */
const METADATA_BYTES_MAX = 2048;

export function toBytes(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  return body as Uint8Array;
}

export function checkKey(key: string): void {
  if (Buffer.byteLength(key) <= KEY_BYTES_MAX) return;
  throw new ServiceError('KeyTooLongError', 'Your key is too long');
}

export function toObjectHeaders(input: ObjectHeaders): ObjectHeaders {
  const { CacheControl, ContentDisposition, ContentEncoding, ContentLanguage } = input;
  const metadata = input.Metadata ?? {};
  const size = Object.entries(metadata).reduce(
    (sum, [name, value]) => sum + name.length + value.length,
    0,
  );
  if (size > METADATA_BYTES_MAX) {
    throw new ServiceError(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
    );
  }
  return {
    CacheControl,
    ContentDisposition,
    ContentEncoding,
    ContentLanguage,
    ContentType: input.ContentType ?? 'binary/octet-stream',
    Metadata: metadata,
  };
}

export interface WriteRequest extends ObjectHeaders {
  readonly key: string;
  readonly body: Uint8Array;
}

/** The document of new bytes, checked and written; it stands under its key once it is put there. */
export function writeBody(
  { environment, store }: Parts,
  input: object & ObjectHeaders,
  key: string,
  body: Uint8Array,
): ObjectDocument {
  checkKey(key);
  const headers = toObjectHeaders(input);
  const checksums = checkChecksums(input, body);
  return {
    key,
    size: body.length,
    etag: `"${createHash('md5').update(body).digest('hex')}"`,
    lastModified: environment.clock.now(),
    headers,
    checksums,
    ...(Object.keys(checksums).length === 0 ? {} : { checksumType: 'FULL_OBJECT' as const }),
    blobs: body.length === 0 ? [] : [store.blobs.write(body)],
  };
}

interface WriteConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

export function checkWriteConditions(
  store: S3Store,
  bucket: string,
  key: string,
  { IfMatch, IfNoneMatch }: WriteConditions,
): void {
  const present = store.objects.get(objectKey(bucket, key));
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== '*') throw invalidArgument('If-None-Match on a write must be *');
    if (present !== undefined) throw preconditionFailed('If-None-Match');
  }
  if (IfMatch !== undefined && !matches(IfMatch, present)) throw preconditionFailed('If-Match');
}

interface ReadConditions extends WriteConditions {
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/** RFC 9110, precedence: an entity tag counts more than a date. Dates have whole seconds. */
export function checkReadConditions(object: ObjectDocument, conditions: ReadConditions): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  const seconds = Math.floor(object.lastModified / 1000);
  const isAfter = (date: Date): boolean => seconds > Math.floor(date.getTime() / 1000);
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, object)) throw preconditionFailed('If-Match');
  } else if (IfUnmodifiedSince !== undefined && isAfter(IfUnmodifiedSince)) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const isUnchanged =
    IfNoneMatch === undefined
      ? IfModifiedSince !== undefined && !isAfter(IfModifiedSince)
      : matches(IfNoneMatch, object);
  if (isUnchanged) throw new ServiceError('NotModified', 'Not Modified', { status: 304 });
}

function matches(condition: string, object: ObjectDocument | undefined): boolean {
  if (object === undefined) return false;
  return condition === '*' || toBare(condition) === toBare(object.etag);
}

function toBare(etag: string): string {
  return etag.replaceAll('"', '');
}

export interface ByteRange {
  readonly start: number;
  /** Before this one. */
  readonly end: number;
  readonly contentRange?: string;
}

/** One range of bytes; anything else that Range may say is passed over, as S3 does. */
export function parseRange(range: string | undefined, size: number): ByteRange {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (match === null || (first === '' && last === '')) return { start: 0, end: size };
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(Number(last) + 1, size);
  if (start >= size || start >= end) {
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', {
      status: 416,
      details: { RangeRequested: range ?? '', ActualObjectSize: size },
    });
  }
  return { start, end, contentRange: `bytes ${String(start)}-${String(end - 1)}/${String(size)}` };
}
