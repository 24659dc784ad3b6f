// Whether a request was signed with a secret key (IAM User Guide, AWS Signature Version 4), exactly and in constant time.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createBoundedCache } from '../../bounded-cache.ts';
import { findParameter, type ParsedRequest } from '../request.ts';
import type { CredentialScope } from '../scope.ts';
import { hashHex, writeCanonicalRequest } from './canonical-request.ts';
import type { SignatureParts } from './signature-parts.ts';

type IsSignedWith = (
  secretAccessKey: string,
  request: ParsedRequest,
  scope: CredentialScope,
  parts: SignatureParts,
) => boolean;

const SIGNING_KEYS_MAX = 256;

/** A signing key is good for a day, a region and a service: four of a check's five HMACs are made once for each. */
export function createIsSignedWith(): IsSignedWith {
  const signingKeys = createBoundedCache<Buffer>(SIGNING_KEYS_MAX);
  const findKey = (secretAccessKey: string, scope: CredentialScope): Buffer => {
    const name = `${scope.date}/${scope.region}/${scope.service}/${secretAccessKey}`;
    const known = signingKeys.get(name);
    if (known !== undefined) return known;
    const key = deriveKey(secretAccessKey, scope);
    signingKeys.set(name, key);
    return key;
  };
  return (secretAccessKey, request, scope, parts) =>
    hasSignature(request, scope, parts, () => findKey(secretAccessKey, scope));
}

function hasSignature(
  request: ParsedRequest,
  scope: CredentialScope,
  parts: SignatureParts,
  findKey: () => Buffer,
): boolean {
  const payloadHash = findPayloadHash(request, scope, parts);
  if (payloadHash === undefined || !coversWhatMatters(request, parts)) return false;
  const canonical = writeCanonicalRequest(
    request,
    parts.signedHeaders,
    payloadHash,
    scope.service === 's3',
  );
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${parts.timestamp}\n${scopeText}\n${hashHex(canonical)}`;
  const expected = sign(findKey(), toSign);
  const given = Buffer.from(parts.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const UNSIGNED = new Set(['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER']);

/** What stands for the body in the canonical request; undefined where it is not the body's. */
function findPayloadHash(
  request: ParsedRequest,
  { service }: CredentialScope,
  { isPresigned }: SignatureParts,
): string | undefined {
  const declared =
    request.headers['x-amz-content-sha256'] ??
    (isPresigned ? findParameter(request.query, 'X-Amz-Content-Sha256') : undefined);
  if (service === 's3' && isPresigned && declared === undefined) return 'UNSIGNED-PAYLOAD';
  const actual = hashHex(request.body);
  if (declared === undefined || declared === actual) return actual;
  // Only S3 takes bodies that the signature leaves out.
  return service === 's3' && UNSIGNED.has(declared) ? declared : undefined;
}

/** A header that steers the call must not be added behind the signer's back. */
function coversWhatMatters(request: ParsedRequest, { signedHeaders }: SignatureParts): boolean {
  const steering = ['x-amz-target', 'x-amz-security-token', 'x-amz-date', 'x-amz-copy-source'];
  return (
    signedHeaders.includes('host') &&
    steering.every((name) => request.headers[name] === undefined || signedHeaders.includes(name))
  );
}

function deriveKey(secretAccessKey: string, { date, region, service }: CredentialScope): Buffer {
  return [date, region, service, 'aws4_request'].reduce<Buffer>(
    (key, part) => sign(key, part),
    Buffer.from(`AWS4${secretAccessKey}`, 'utf8'),
  );
}

function sign(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
