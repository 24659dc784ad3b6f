// What S3 remembers. Bucket names are one name space for all regions, so keys begin with `global/`.
import type { Random } from '../random.ts';
import type { Collection, Store } from '../store.ts';
import { type Blob, type Blobs, createBlobs } from './blobs.ts';
import type { Checksums } from './checksums.ts';
import { noSuchBucket, noSuchKey, noSuchUpload } from './errors.ts';

export interface BucketDocument {
  readonly name: string;
  readonly region: string;
  readonly creationTime: number;
  /** JSON text. */
  readonly policy?: string;
  readonly settings: BucketSettings;
}

/** What was put as a whole and is given back as it was. */
export interface BucketSettings {
  readonly encryption?: object;
  readonly publicAccessBlock?: object;
  readonly ownershipControls?: object;
  readonly tagging?: object;
  readonly versioning?: object;
}

/** What an object's bytes are accompanied by, as its writer said it. */
export interface ObjectHeaders {
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
}

export interface ObjectDocument {
  readonly key: string;
  readonly size: number;
  /** With its quotation marks. */
  readonly etag: string;
  readonly lastModified: number;
  readonly headers: ObjectHeaders;
  readonly checksums: Checksums;
  readonly checksumType?: 'COMPOSITE' | 'FULL_OBJECT';
  readonly partsCount?: number;
  readonly blobs: readonly Blob[];
}

export interface UploadDocument {
  readonly uploadId: string;
  readonly key: string;
  readonly initiated: number;
  readonly headers: ObjectHeaders;
  readonly checksumAlgorithm?: string;
  readonly checksumType?: 'COMPOSITE' | 'FULL_OBJECT';
}

export interface PartDocument {
  readonly partNumber: number;
  readonly etag: string;
  readonly lastModified: number;
  readonly checksums: Checksums;
  readonly blob: Blob;
}

export interface S3Store {
  /** `global/<bucket>`. */
  readonly buckets: Collection<BucketDocument>;
  /** `global/<bucket>/<key>`. */
  readonly objects: Collection<ObjectDocument>;
  /** `global/<bucket>/<upload id>`. */
  readonly uploads: Collection<UploadDocument>;
  /** `global/<upload id>/<part number, five digits>`. */
  readonly parts: Collection<PartDocument>;
  readonly blobs: Blobs;
  readonly transaction: Store['transaction'];
}

export function createS3Store(store: Store, masterKey: Uint8Array, random: Random): S3Store {
  return {
    buckets: store.collection('s3/buckets'),
    objects: store.collection('s3/objects'),
    uploads: store.collection('s3/uploads'),
    parts: store.collection('s3/parts'),
    blobs: createBlobs(store, masterKey, random),
    transaction: (work) => store.transaction(work),
  };
}

export function bucketKey(bucket: string): string {
  return `global/${bucket}`;
}

export function objectKey(bucket: string, key: string): string {
  return `global/${bucket}/${key}`;
}

export function partKey(uploadId: string, partNumber: number): string {
  return `global/${uploadId}/${String(partNumber).padStart(5, '0')}`;
}

export function loadBucket(store: S3Store, bucket: string | undefined): BucketDocument {
  const document = store.buckets.get(bucketKey(bucket ?? ''));
  if (document === undefined) throw noSuchBucket(bucket ?? '');
  return document;
}

export function loadObject(
  store: S3Store,
  bucket: string | undefined,
  key: string | undefined,
): ObjectDocument {
  const { name } = loadBucket(store, bucket);
  const document = store.objects.get(objectKey(name, key ?? ''));
  if (document === undefined) throw noSuchKey(key ?? '');
  return document;
}

/** The object under its key, in place of what was there. */
export function putObject(store: S3Store, bucket: string, document: ObjectDocument): void {
  const place = objectKey(bucket, document.key);
  store.transaction(() => {
    const former = store.objects.get(place);
    store.objects.put(place, document);
    if (former !== undefined) store.blobs.remove(former.blobs);
  });
}

export function deleteObject(store: S3Store, bucket: string, key: string): void {
  const place = objectKey(bucket, key);
  store.transaction(() => {
    const former = store.objects.get(place);
    if (former === undefined) return;
    store.objects.delete(place);
    store.blobs.remove(former.blobs);
  });
}

interface NamedUpload {
  readonly Bucket?: string | undefined;
  readonly Key?: string | undefined;
  readonly UploadId?: string | undefined;
}

export function loadUpload(store: S3Store, named: NamedUpload): UploadDocument {
  const { name } = loadBucket(store, named.Bucket);
  const uploadId = named.UploadId ?? '';
  const upload = store.uploads.get(objectKey(name, uploadId));
  if (upload === undefined || upload.key !== named.Key) throw noSuchUpload(uploadId);
  return upload;
}

export function listUploadParts(store: S3Store, uploadId: string): readonly PartDocument[] {
  return store.parts.list({ prefix: `global/${uploadId}/` }).map(({ document }) => document);
}
