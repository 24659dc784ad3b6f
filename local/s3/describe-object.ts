// An object as GetObject and HeadObject tell of it.
import type { HeadObjectOutput } from '@aws-sdk/client-s3';
import { type ByteRange, checkReadConditions, parseRange } from './object-body.ts';
import type { ObjectDocument } from './store.ts';

interface ReadInput {
  readonly Range?: string | undefined;
  readonly PartNumber?: number | undefined;
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
  readonly ChecksumMode?: string | undefined;
  readonly ResponseCacheControl?: string | undefined;
  readonly ResponseContentDisposition?: string | undefined;
  readonly ResponseContentEncoding?: string | undefined;
  readonly ResponseContentLanguage?: string | undefined;
  readonly ResponseContentType?: string | undefined;
}

export interface ObjectReading {
  readonly range: ByteRange;
  readonly described: Omit<HeadObjectOutput, 'ArchiveStatus'>;
}

export function describeObject(object: ObjectDocument, input: ReadInput): ObjectReading {
  checkReadConditions(object, input);
  const range = parseRange(input.Range, object.size);
  const { headers } = object;
  // A checksum of the whole says nothing about a part of it.
  const checksums =
    input.ChecksumMode === 'ENABLED' && range.contentRange === undefined ? object.checksums : {};
  return {
    range,
    described: {
      AcceptRanges: 'bytes',
      LastModified: new Date(object.lastModified),
      ContentLength: range.end - range.start,
      ContentRange: range.contentRange,
      ETag: object.etag,
      ...checksums,
      ChecksumType: Object.keys(checksums).length === 0 ? undefined : object.checksumType,
      CacheControl: input.ResponseCacheControl ?? headers.CacheControl,
      ContentDisposition: input.ResponseContentDisposition ?? headers.ContentDisposition,
      ContentEncoding: input.ResponseContentEncoding ?? headers.ContentEncoding,
      ContentLanguage: input.ResponseContentLanguage ?? headers.ContentLanguage,
      ContentType: input.ResponseContentType ?? headers.ContentType,
      Metadata: { ...headers.Metadata },
      ServerSideEncryption: 'AES256',
      PartsCount: input.PartNumber === undefined ? undefined : object.partsCount,
    },
  };
}
