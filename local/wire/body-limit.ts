// How large a body may be: calls of the RPC protocols are small, only REST carries files (Lambda's zips, S3's objects).
import type { Limits } from '../limits.ts';

export type BodyLimits = Pick<Limits, 'bodyBytesMax' | 'callBytesMax'>;

/** @param headers with names in lower case */
export function findBodyBytesMax(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  { bodyBytesMax, callBytesMax }: BodyLimits,
): number {
  const contentType = headers['content-type'];
  const isCall =
    headers['x-amz-target'] !== undefined ||
    headers['smithy-protocol'] !== undefined ||
    (typeof contentType === 'string' && FORM.test(contentType));
  return isCall ? Math.min(callBytesMax, bodyBytesMax) : bodyBytesMax;
}

const FORM = /^application\/x-www-form-urlencoded/iu;
