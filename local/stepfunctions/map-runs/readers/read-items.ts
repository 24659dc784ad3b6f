// ItemReader: what lies in S3, item by item (Step Functions guide, "ItemReader (Map)").

import type { ReaderConfig } from '../../asl/definition.ts';
import type { Item } from '../../asl/distributed-map/item-inputs.ts';
import type { ReaderRequest } from '../../asl/distributed-map/map-run-request.ts';
import type { Json } from '../../asl/json.ts';
import { StatesError } from '../../asl/states-error.ts';
import { readManifest } from './manifest.ts';
import { readText } from './read-text.ts';
import type { ListedObject, S3File, S3Reader } from './s3-reader.ts';

/** @throws StatesError States.ItemReaderFailed that says why they cannot be read */
export async function* readItems(request: ReaderRequest, s3: S3Reader): AsyncGenerator<Item> {
  const max = request.itemsMax ?? Number.POSITIVE_INFINITY;
  let count = 0;
  try {
    for await (const item of readAll(request, s3)) {
      yield item;
      count += 1;
      if (count >= max) return;
    }
  } catch (error) {
    throw toFailure(error);
  }
}

/** What is thrown here on purpose is a plain Error; anything else is the endpoint's own fault. */
function toFailure(error: unknown): StatesError {
  const cause =
    error instanceof Error && error.name === 'Error' ? error.message : 'Internal failure';
  return new StatesError('States.ItemReaderFailed', cause);
}

function readAll(request: ReaderRequest, s3: S3Reader): AsyncIterable<Item> {
  return request.Resource.endsWith(':listObjectsV2')
    ? readListed(request, s3)
    : readObject(request, s3);
}

async function* readListed(
  { arguments: { Bucket, Prefix }, ReaderConfig: config = {} }: ReaderRequest,
  s3: S3Reader,
): AsyncGenerator<Item> {
  const bucket = toText(Bucket);
  for await (const object of s3.list(bucket, toText(Prefix))) {
    if (config.Transformation === 'LOAD_AND_FLATTEN') {
      // A folder's own marker holds no items.
      if (!object.Key.endsWith('/')) yield* readFile({ bucket, key: object.Key }, config, s3);
    } else yield { value: toListedItem(object), source: toSource(bucket) };
  }
}

/** Recorded: members in this order, the time in seconds. */
function toListedItem({ ETag, Key, LastModified, Size, StorageClass }: ListedObject): Json {
  return {
    Etag: ETag,
    Key,
    LastModified: Math.floor(LastModified.getTime() / 1000),
    Size,
    StorageClass,
  };
}

async function* readObject(
  { arguments: { Bucket, Key, VersionId }, ReaderConfig: config = {} }: ReaderRequest,
  s3: S3Reader,
): AsyncGenerator<Item> {
  const file: S3File = {
    bucket: toText(Bucket),
    key: toText(Key),
    ...(VersionId === undefined ? {} : { versionId: toText(VersionId) }),
  };
  if (config.InputType === 'MANIFEST' || config.ManifestType !== undefined) {
    yield* readManifest(file, config, s3, readFile);
  } else yield* readFile(file, config, s3);
}

async function* readFile(file: S3File, config: ReaderConfig, s3: S3Reader): AsyncGenerator<Item> {
  const source = toSource(file.bucket, file.key);
  for (const { key, value } of readText(await s3.get(file), config)) {
    yield { value, source, ...(key === undefined ? {} : { key }) };
  }
}

function toSource(bucket: string, key?: string): string {
  return key === undefined ? `s3://${bucket}` : `s3://${bucket}/${key}`;
}

function toText(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
