// A function's code as it is uploaded: inline, as an object that S3 holds and the caller may read, or as an image. There are no containers
// here: an image is the loopback URL of somebody's adapter, to which invocations are posted.
import { createHash } from 'node:crypto';
import { types } from 'node:util';
import type { FunctionCode } from '@aws-sdk/client-lambda';
import type { CallContext, Environment } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { isLoopbackUrl } from '../wire/loopback.ts';
import { createLambdaError, invalidParameter } from './errors.ts';
import { checkZip, ZipError } from './zip.ts';

export interface Code {
  /** Undefined for an image. */
  readonly zip?: Uint8Array;
  readonly imageUri?: string;
  /** Hex, for our folders and worker keys. */
  readonly codeSha256: string;
  /** The members of the configuration that tell of it. */
  readonly described: { readonly CodeSha256: string; readonly CodeSize: number };
}

/** Lambda quotas: a zip that is uploaded in the request itself. */
const INLINE_BYTES_MAX = 70_167_211;

export async function loadCode(
  environment: Environment,
  context: CallContext,
  request: FunctionCode,
): Promise<Code> {
  if (request.ImageUri !== undefined) return loadImage(request.ImageUri, request);
  const zip = await readZipBytes(environment, context, request);
  try {
    checkZip(zip);
  } catch (error) {
    if (error instanceof ZipError) throw invalidParameter(error.message, error);
    throw error;
  }
  return { zip, ...describeCode(zip, zip.length) };
}

function loadImage(imageUri: string, { ZipFile, S3Bucket, S3Key }: FunctionCode): Code {
  if (ZipFile !== undefined || S3Bucket !== undefined || S3Key !== undefined) {
    throw invalidParameter('Please provide either ImageUri, or a zip, for function code.');
  }
  if (!isLoopbackUrl(imageUri)) {
    throw invalidParameter(
      'Containers are not supported here: ImageUri must be the http URL, on 127.0.0.1, [::1] or localhost, of a program that takes the event as a POST and answers the result.',
    );
  }
  return { imageUri, ...describeCode(imageUri, 0) };
}

function describeCode(code: Uint8Array | string, CodeSize: number) {
  const digest = createHash('sha256').update(code).digest();
  return {
    codeSha256: digest.toString('hex'),
    described: { CodeSha256: digest.toString('base64'), CodeSize },
  };
}

async function readZipBytes(
  environment: Environment,
  context: CallContext,
  { ZipFile, S3Bucket, S3Key, S3ObjectVersion }: FunctionCode,
): Promise<Uint8Array> {
  if (ZipFile !== undefined) {
    if (S3Bucket !== undefined || S3Key !== undefined) {
      throw invalidParameter(
        'Please do not provide other FunctionCode parameters when providing a ZipFile.',
      );
    }
    if (ZipFile.length > INLINE_BYTES_MAX) {
      throw createLambdaError(
        'RequestTooLargeException',
        `Request must be smaller than ${String(INLINE_BYTES_MAX)} bytes for the CreateFunction operation`,
      );
    }
    return ZipFile;
  }
  if (S3Bucket === undefined || S3Key === undefined) {
    throw invalidParameter('Please provide a source for function code.');
  }
  const output = await environment
    .call<{ readonly Body?: unknown }>({
      service: 's3',
      operation: 'GetObject',
      input: { Bucket: S3Bucket, Key: S3Key, VersionId: S3ObjectVersion },
      principal: context.principal,
      region: context.region,
      viaService: 'lambda.amazonaws.com',
      signal: context.signal,
    })
    .catch((error: unknown) => {
      if (!isServiceError(error)) throw error;
      throw invalidParameter(
        `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
        error,
      );
    });
  return await toBytes(output.Body);
}

/** What S3 answers without a wire between: bytes, or pieces of them. */
async function toBytes(body: unknown): Promise<Uint8Array> {
  if (types.isUint8Array(body)) return body;
  const pieces: Uint8Array[] = [];
  for await (const piece of body as AsyncIterable<Uint8Array>) pieces.push(piece);
  return Buffer.concat(pieces);
}
