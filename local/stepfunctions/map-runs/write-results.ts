// ResultWriter: the results in files in S3, and a manifest of them (Step Functions guide, "ResultWriter (Map)"; recorded).
import type { WriterRequest } from '../asl/distributed-map/map-run-request.ts';
import type { Json, JsonObject } from '../asl/json.ts';
import { StatesError } from '../asl/states-error.ts';
import { toS3Cause } from './readers/s3-reader.ts';

export interface ResultFile {
  readonly Key: string;
  readonly Size: number;
}

export interface Results {
  readonly succeeded: readonly Json[];
  readonly failed: readonly Json[];
  readonly pending: readonly Json[];
}

export interface WriteRequest {
  readonly mapRunArn: string;
  readonly id: string;
  readonly redriveCount: number;
  readonly writer: WriterRequest;
  readonly destination: NonNullable<WriterRequest['destination']>;
  /** Files of what succeeded before the redrive. */
  readonly succeededFiles: readonly ResultFile[];
  readonly put: PutObject;
}

export type PutObject = (bucket: string, key: string, body: string) => Promise<unknown>;

export interface Written {
  readonly manifest: { readonly bucket: string; readonly key: string };
  readonly succeededFiles: readonly ResultFile[];
}

/** @throws StatesError States.ResultWriterFailed */
export async function writeResults(request: WriteRequest, results: Results): Promise<Written> {
  const { destination, put } = request;
  const folder = toFolder(request);
  const write = async (key: string, body: string): Promise<ResultFile> => {
    try {
      await put(destination.bucket, key, body);
    } catch (error) {
      throw toFailure(error);
    }
    return { Key: key, Size: Buffer.byteLength(body) };
  };
  const { outputType } = request.writer;
  const writeAll = async (name: string, of: readonly Json[]): Promise<ResultFile[]> =>
    of.length === 0
      ? []
      : [await write(`${folder}${name}_0.${outputType.toLowerCase()}`, toText(of, outputType))];
  const failed = await writeAll('FAILED', results.failed);
  const pending = await writeAll('PENDING', results.pending);
  const succeeded = await writeAll('SUCCEEDED', results.succeeded);
  const succeededFiles = [...request.succeededFiles, ...succeeded];
  const manifest: JsonObject = {
    DestinationBucket: destination.bucket,
    MapRunArn: request.mapRunArn,
    ResultFiles: {
      FAILED: failed as unknown as Json,
      PENDING: pending as unknown as Json,
      SUCCEEDED: succeededFiles as unknown as Json,
    },
  };
  const { Key: key } = await write(`${folder}manifest.json`, JSON.stringify(manifest));
  return { manifest: { bucket: destination.bucket, key }, succeededFiles };
}

function toFailure(error: unknown): StatesError {
  return new StatesError('States.ResultWriterFailed', toS3Cause(error));
}

function toFolder({ destination, id, redriveCount }: WriteRequest): string {
  const prefix = destination.prefix.replace(/\/+$/, '');
  const redrive = redriveCount === 0 ? '' : `Redrive-${String(redriveCount)}/`;
  return `${prefix === '' ? '' : `${prefix}/`}${id}/${redrive}`;
}

function toText(results: readonly Json[], outputType: WriterRequest['outputType']): string {
  if (outputType === 'JSON') return JSON.stringify(results);
  return results.map((result) => `${JSON.stringify(result)}\n`).join('');
}
