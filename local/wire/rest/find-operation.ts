// Which REST operation a method and path mean: the model's http trait that fits best.
import type { NormalizedSchema } from '@smithy/core/schema';
import type { OperationModel, ServiceModel } from '../model.ts';
import { findParameter, type ParsedRequest } from '../request.ts';
import { listRequiredMembers } from '../shape/kind.ts';
import { findLabels, type PathTemplate, splitPath } from './template.ts';

/**
 * The fitting operation with the most literals, then the one whose required query and header members are there:
 * only these tell `UploadPart` from `PutObject`. S3's paths begin with the bucket, which its templates leave out.
 */
export function findRestOperation(
  request: ParsedRequest,
  model: ServiceModel,
  isBucketFirst: boolean,
): OperationModel | undefined {
  let best: { readonly operation: OperationModel; readonly score: number } | undefined;
  for (const operation of model.operations.values()) {
    if (operation.http?.method !== request.method) continue;
    const { template } = operation.http;
    if (findPathLabels(operation, request.pathname, isBucketFirst) === undefined) continue;
    if (!fitsQuery(template, request)) continue;
    const score = scoreOf(operation, template, request);
    if (best === undefined || score > best.score) best = { operation, score };
  }
  return best?.operation;
}

/** Path labels by name, still encoded; undefined where the path is another's. */
export function findPathLabels(
  operation: OperationModel,
  pathname: string,
  isBucketFirst: boolean,
): Readonly<Record<string, string>> | undefined {
  if (operation.http === undefined) return undefined;
  const { template } = operation.http;
  return isBucketFirst
    ? findBucketLabels(operation, template, pathname)
    : findLabels(template, splitPath(pathname));
}

function findBucketLabels(
  { input }: OperationModel,
  template: PathTemplate,
  pathname: string,
): Readonly<Record<string, string>> | undefined {
  const path = pathname.slice(1);
  const split = path.indexOf('/');
  const bucket = split === -1 ? path : path.slice(0, split);
  const key = split === -1 ? '' : path.slice(split + 1);
  const takesBucket = input.isStructSchema() && hasMember(input, 'Bucket');
  if (takesBucket !== (bucket !== '')) return undefined;
  // A key may hold or end in slashes, so it stays one piece.
  const labels = findLabels(template, key === '' ? [] : [key]);
  return labels === undefined || !takesBucket ? labels : { ...labels, Bucket: bucket };
}

/** `x-id` is a hint that only some clients send. */
function fitsQuery(template: PathTemplate, request: ParsedRequest): boolean {
  return template.query.every(([name, value]) => {
    const sent = findParameter(request.query, name);
    if (name === 'x-id') return sent === undefined || sent === value;
    return sent !== undefined && (value === '' || sent === value);
  });
}

function scoreOf(
  { input }: OperationModel,
  template: PathTemplate,
  request: ParsedRequest,
): number {
  const literals = template.segments.filter((segment) => 'literal' in segment).length;
  const query = template.query.filter(([name]) => name !== 'x-id').length;
  let bindings = 0;
  for (const name of listRequiredMembers(input)) {
    const { httpQuery, httpHeader } = input.getMemberSchema(name).getMergedTraits();
    if (typeof httpQuery === 'string') {
      bindings += findParameter(request.query, httpQuery) === undefined ? -1 : 1;
    }
    if (typeof httpHeader === 'string') {
      bindings += request.headers[httpHeader.toLowerCase()] === undefined ? -1 : 1;
    }
  }
  return literals * 10_000 + query * 100 + bindings;
}

function hasMember(schema: NormalizedSchema, name: string): boolean {
  return [...schema.structIterator()].some(([member]) => member === name);
}
