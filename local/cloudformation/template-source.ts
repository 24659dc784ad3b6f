// Where a template comes from: the call itself, or an object in the endpoint's own S3, whatever form its URL has
// (API reference, CreateStack: 51,200 bytes in the call, 1 MB from S3).
import type { CallContext } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import type { Engine } from './engine/engine.ts';
import { validationError } from './errors.ts';

export interface TemplateSource {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
}

const BODY_BYTES_MAX = 51_200;
const OBJECT_BYTES_MAX = 1024 * 1024;

export async function loadTemplateBody(
  engine: Engine,
  { TemplateBody, TemplateURL }: TemplateSource,
  context: CallContext,
): Promise<string> {
  if ((TemplateBody === undefined) === (TemplateURL === undefined)) {
    throw validationError('Either Template URL or Template Body must be specified.');
  }
  if (TemplateURL !== undefined) return await loadObject(engine, TemplateURL, context);
  const body = TemplateBody ?? '';
  if (body === '' || Buffer.byteLength(body) > BODY_BYTES_MAX) {
    throw validationError(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length ${body === '' ? 'greater than or equal to 1' : `less than or equal to ${String(BODY_BYTES_MAX)}`}`,
    );
  }
  return body;
}

async function loadObject(engine: Engine, url: string, context: CallContext): Promise<string> {
  const place = findObject(url, engine.environment.endpointUrl());
  if (place === undefined) {
    throw validationError('TemplateURL must be a supported URL.');
  }
  try {
    const { principal, region, signal } = context;
    const { Body } = await engine.environment.call<{ Body?: Uint8Array }>({
      service: 's3',
      operation: 'GetObject',
      input: place,
      principal,
      region,
      signal,
      viaService: 'cloudformation.amazonaws.com',
    });
    const body = Body ?? new Uint8Array();
    if (body.length > OBJECT_BYTES_MAX) {
      throw validationError(`Template may not exceed ${String(OBJECT_BYTES_MAX)} bytes in size.`);
    }
    return Buffer.from(body).toString('utf8');
  } catch (error) {
    if (!isServiceError(error) || error.code === 'ValidationError') throw error;
    throw validationError(`S3 error: ${error.message}`);
  }
}

/** Path style, virtual hosts, regional and global names of S3, and the endpoint's own address. */
function findObject(url: string, endpointUrl: string): { Bucket: string; Key: string } | undefined {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return undefined;
  }
  const path = decodeURIComponent(parsed.pathname.slice(1));
  const [, virtual] = /^(.+)\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com$/.exec(parsed.hostname) ?? [];
  if (virtual !== undefined) return toPlace(virtual, path);
  const isPathStyle =
    /^s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com$/.test(parsed.hostname) ||
    parsed.origin === endpointUrl;
  const slash = path.indexOf('/');
  return isPathStyle && slash !== -1
    ? toPlace(path.slice(0, slash), path.slice(slash + 1))
    : undefined;
}

function toPlace(Bucket: string, Key: string): { Bucket: string; Key: string } | undefined {
  return Bucket === '' || Key === '' ? undefined : { Bucket, Key };
}
