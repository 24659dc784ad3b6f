// What an ItemReader asks of S3, with the rights of the machine's role.
import { gunzipSync } from 'node:zlib';
import type { GetObjectOutput, ListObjectsV2Output } from '@aws-sdk/client-s3';
import type { Call, Principal } from '../../../service.ts';
import { isServiceError } from '../../../service-error.ts';

export interface S3Reader {
  /** The object's text; one whose name ends in `.gz` is unpacked. */
  get(file: S3File): Promise<string>;
  /** Every object under the prefix. */
  list(bucket: string, prefix: string): AsyncIterable<ListedObject>;
}

export interface S3File {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

export interface ListedObject {
  readonly ETag: string;
  readonly Key: string;
  readonly LastModified: Date;
  readonly Size: number;
  readonly StorageClass: string;
}

export interface S3ReaderOptions {
  readonly call: Call;
  readonly principal: Principal;
  readonly region: string;
}

export function createS3Reader(options: S3ReaderOptions): S3Reader {
  return {
    get: async ({ bucket, key, versionId }) => {
      const { Body } = await ask<{ Body: Uint8Array }>(options, 'GetObject', {
        Bucket: bucket,
        Key: key,
        ...(versionId === undefined ? {} : { VersionId: versionId }),
      });
      return unpack(key, Body);
    },
    list: async function* (bucket, prefix) {
      let token: string | undefined;
      do {
        const page: ListObjectsV2Output = await ask(options, 'ListObjectsV2', {
          Bucket: bucket,
          ...(prefix === '' ? {} : { Prefix: prefix }),
          ...(token === undefined ? {} : { ContinuationToken: token }),
        });
        for (const found of page.Contents ?? []) {
          yield {
            ETag: found.ETag ?? '',
            Key: found.Key ?? '',
            LastModified: found.LastModified ?? new Date(0),
            Size: found.Size ?? 0,
            StorageClass: found.StorageClass ?? 'STANDARD',
          };
        }
        token = page.NextContinuationToken;
      } while (token !== undefined);
    },
  };
}

async function ask<Output extends GetObjectOutput | ListObjectsV2Output | { Body: Uint8Array }>(
  { call, principal, region }: S3ReaderOptions,
  operation: string,
  input: object,
): Promise<Output> {
  try {
    return await call<Output>({ service: 's3', operation, input, principal, region });
  } catch (error) {
    throw new Error(toS3Cause(error), { cause: error });
  }
}

/** What S3 says, as a cause tells it. */
export function toS3Cause(error: unknown): string {
  if (!isServiceError(error)) return 'Internal failure (Service: Amazon S3; Status Code: 500)';
  const { code, message, status } = error;
  const denied = code === 'AccessDenied' || code === 'AccessDeniedException';
  const facts = [
    'Service: Amazon S3',
    `Status Code: ${String(denied ? 403 : status)}`,
    `Error Code: ${code}`,
  ];
  return `${message} (${facts.join('; ')})`;
}

/** A few kilobytes of GZIP can hold gigabytes. */
const UNPACKED_BYTES_MAX = 256 * 1024 * 1024;

/** @throws Error where it is not what its name says */
function unpack(key: string, body: Uint8Array): string {
  if (/\.(zst|zstd|parquet)$/.test(key)) {
    throw new Error(`The format of the file ${key} is not supported by this endpoint.`);
  }
  if (!key.endsWith('.gz')) return Buffer.from(body).toString('utf8');
  try {
    return gunzipSync(body, { maxOutputLength: UNPACKED_BYTES_MAX }).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Error(`The file ${key} is too large to be unpacked by this endpoint.`, {
        cause: error,
      });
    }
    throw new Error(`The file ${key} is not in GZIP format.`, { cause: error });
  }
}
