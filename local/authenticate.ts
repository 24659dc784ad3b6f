// Who signed a request. Keys that the endpoint issued are verified exactly; any other key is the account's root,
// as a laptop's endpoint has no users, unless `strictAuth` says otherwise.
import { timingSafeEqual } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Session, Sessions } from './iam/sessions.ts';
import type { Principal } from './service.ts';
import { ServiceError } from './service-error.ts';
import { missingAuthentication } from './wire/errors.ts';
import type { ParsedRequest } from './wire/request.ts';
import type { CredentialScope } from './wire/scope.ts';
import { findSignature, type SignatureParts } from './wire/sigv4/signature-parts.ts';
import { isSignedWith } from './wire/sigv4/verify.ts';

export interface AuthenticateOptions {
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly accountId: string;
  readonly strictAuth: boolean;
}

export type Authenticate = (
  request: ParsedRequest,
  scope: CredentialScope | undefined,
) => Principal;

/** AWS: a signature is good for fifteen minutes to either side. */
const SKEW_MS_MAX = 15 * 60_000;
const PRESIGNED_SECONDS_MAX = 7 * 24 * 3600;

/** The result throws MissingAuthenticationToken, UnrecognizedClient, ExpiredToken and InvalidSignature as AWS does. */
export function createAuthenticate(options: AuthenticateOptions): Authenticate {
  return (request, scope) => {
    if (scope === undefined) throw missingAuthentication();
    const session = options.sessions.find(scope.accessKeyId);
    if (session === undefined) {
      if (options.strictAuth) throw unrecognizedClient();
      return { kind: 'root', accountId: options.accountId };
    }
    checkSession(session, request, scope, options.clock.now());
    return session.principal;
  };
}

function checkSession(
  { credentials }: Session,
  request: ParsedRequest,
  scope: CredentialScope,
  now: number,
): void {
  const parts = findSignature(request);
  if (parts === undefined) throw invalidSignature();
  if (!isEqual(parts.sessionToken ?? '', credentials.sessionToken)) throw unrecognizedClient();
  if (!isSignedWith(credentials.secretAccessKey, request, scope, parts)) throw invalidSignature();
  if (now >= credentials.expiration) throw expiredToken();
  checkAge(parts, now);
}

function checkAge({ timestamp, expires, isPresigned }: SignatureParts, now: number): void {
  const signed = parseTimestamp(timestamp);
  if (signed === undefined) throw invalidSignature();
  const seconds = isPresigned ? (expires ?? Number.NaN) : SKEW_MS_MAX / 1000;
  if (!(seconds >= 0 && seconds <= PRESIGNED_SECONDS_MAX)) throw invalidSignature();
  const isTooOld = now - signed > seconds * 1000;
  if (isTooOld || signed - now > SKEW_MS_MAX) {
    const words = isTooOld ? 'Signature expired' : 'Signature not yet current';
    throw new ServiceError(
      'InvalidSignatureException',
      `${words}: ${timestamp} is not within ${String(seconds)} seconds of ${new Date(now).toISOString()}`,
    );
  }
}

function parseTimestamp(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function unrecognizedClient(): ServiceError {
  return new ServiceError(
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  );
}

function expiredToken(): ServiceError {
  return new ServiceError(
    'ExpiredTokenException',
    'The security token included in the request is expired',
  );
}

function invalidSignature(): ServiceError {
  return new ServiceError(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}
