// Whether a request was signed with a secret key (IAM User Guide, AWS Signature Version 4), exactly and in constant time.
import { createHmac } from 'node:crypto';
import { createBoundedCache } from '../../bounded-cache.ts';
import { isSameText } from '../../constant-time.ts';
import { findParameter, type ParsedRequest } from '../request.ts';
import type { CredentialScope } from '../scope.ts';
import { hashHex, writeCanonicalRequest } from './canonical-request.ts';
import { createHmac256, type Hmac } from './hmac.ts';
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
  const signers = createBoundedCache<Hmac>(SIGNING_KEYS_MAX);
  const findSigner = (secretAccessKey: string, scope: CredentialScope): Hmac => {
    const name = `${scope.date}/${scope.region}/${scope.service}/${secretAccessKey}`;
    const known = signers.get(name);
    if (known !== undefined) return known;
    const signer = createHmac256(deriveKey(secretAccessKey, scope));
    signers.set(name, signer);
    return signer;
  };
  return (secretAccessKey, request, scope, parts) => {
    const toSign = findTextToSign(request, scope, parts);
    if (toSign === undefined) return false;
    return isSameText(parts.signature, findSigner(secretAccessKey, scope)(toSign));
  };
}

/** Undefined where no signature would be good: the body is another, or a header is left out that must not be. */
function findTextToSign(
  request: ParsedRequest,
  scope: CredentialScope,
  parts: SignatureParts,
): string | undefined {
  const payloadHash = findPayloadHash(request, scope, parts);
  if (payloadHash === undefined || !coversWhatMatters(request, parts)) return undefined;
  const canonical = writeCanonicalRequest(
    request,
    parts.signedHeaders,
    payloadHash,
    scope.service === 's3',
  );
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  return `AWS4-HMAC-SHA256\n${parts.timestamp}\n${scopeText}\n${hashHex(canonical)}`;
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
  return (
    signedHeaders.includes('host') &&
    STEERING.every((name) => request.headers[name] === undefined || signedHeaders.includes(name))
  );
}

const STEERING = ['x-amz-target', 'x-amz-security-token', 'x-amz-date', 'x-amz-copy-source'];

function deriveKey(secretAccessKey: string, { date, region, service }: CredentialScope): Buffer {
  return [date, region, service, 'aws4_request'].reduce<Buffer>(
    (key, part) => sign(key, part),
    Buffer.from(`AWS4${secretAccessKey}`, 'utf8'),
  );
}

function sign(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
