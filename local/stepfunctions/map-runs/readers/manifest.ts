// MANIFEST: an S3 inventory, whose files are lines of CSV, or the data manifest of Athena, whose lines are objects to read.
import type { ReaderConfig } from '../../asl/definition.ts';
import type { Item } from '../../asl/distributed-map/item-inputs.ts';
import { isObject, type Json, parseJson } from '../../asl/json.ts';
import type { S3File, S3Reader } from './s3-reader.ts';

type ReadFile = (file: S3File, config: ReaderConfig, s3: S3Reader) => AsyncIterable<Item>;

export async function* readManifest(
  manifest: S3File,
  config: ReaderConfig,
  s3: S3Reader,
  readFile: ReadFile,
): AsyncGenerator<Item> {
  const text = await s3.get(manifest);
  if (config.ManifestType === 'ATHENA_DATA') {
    for (const line of text.split('\n')) {
      const file = findFile(line.trim());
      if (file !== undefined) yield* readFile(file, config, s3);
    }
    return;
  }
  const { bucket, headers, keys } = parseInventory(text);
  const csv: ReaderConfig = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: headers };
  for (const key of keys) yield* readFile({ bucket, key }, csv, s3);
}

/** `s3://bucket/key` */
function findFile(uri: string): S3File | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}

interface Inventory {
  readonly bucket: string;
  readonly headers: readonly string[];
  readonly keys: readonly string[];
}

/** @throws Error where it is no `manifest.json` of an inventory in CSV */
function parseInventory(text: string): Inventory {
  const manifest = parse(text);
  const { destinationBucket: destination, fileFormat, fileSchema, files } = manifest;
  if (typeof fileFormat === 'string' && fileFormat !== 'CSV') {
    throw new Error(`The inventory's format ${fileFormat} is not supported by this endpoint.`);
  }
  if (typeof destination !== 'string' || typeof fileSchema !== 'string' || !Array.isArray(files)) {
    throw new Error('The manifest is not that of an Amazon S3 inventory.');
  }
  return {
    bucket: destination.split(':').at(-1) ?? '',
    headers: fileSchema.split(',').map((name) => name.trim()),
    keys: files.flatMap((file) =>
      isObject(file) && typeof file['key'] === 'string' ? [file['key']] : [],
    ),
  };
}

function parse(text: string): Record<string, Json> {
  try {
    const manifest = parseJson(text);
    return isObject(manifest) ? manifest : {};
  } catch (error) {
    throw new Error('The content of the manifest is not valid JSON.', { cause: error });
  }
}
