// A signature is good for fifteen minutes to either side of its time, a presigned URL for as long as it says, a week at most
// (IAM User Guide, Troubleshoot Signature Version 4; the words are those that AWS answers).
import { keepResults } from '../../kept-results.ts';
import type { CredentialScope } from '../scope.ts';
import {
  badSignature,
  invalidSignature,
  requestHasExpired,
  requestTimeTooSkewed,
} from './errors.ts';
import type { SignatureParts } from './signature-parts.ts';

const SKEW_MINUTES_MAX = 15;
const SKEW_MS_MAX = SKEW_MINUTES_MAX * 60_000;
const PRESIGNED_SECONDS_MAX = 7 * 24 * 3600;

/** @throws ServiceError InvalidSignature, and for S3 AccessDenied or RequestTimeTooSkewed */
export function checkAge(
  { timestamp, expires, isPresigned }: SignatureParts,
  scope: CredentialScope,
  now: number,
): void {
  const signed = parseTimestamp(timestamp);
  if (Number.isNaN(signed)) throw invalidSignature(scope);
  const isS3 = scope.service === 's3';
  if (isPresigned) {
    const seconds = expires ?? Number.NaN;
    if (!(seconds >= 0 && seconds <= PRESIGNED_SECONDS_MAX)) throw invalidSignature(scope);
    if (now - signed > seconds * 1000) {
      throw isS3 ? requestHasExpired() : expired(timestamp, signed + seconds * 1000, now);
    }
  } else if (now - signed > SKEW_MS_MAX) {
    throw isS3 ? requestTimeTooSkewed() : tooOld(timestamp, now);
  }
  if (signed - now > SKEW_MS_MAX) {
    throw isS3 ? requestTimeTooSkewed() : tooNew(timestamp, now);
  }
}

function tooOld(timestamp: string, now: number): Error {
  const oldest = `${toTimestamp(now - SKEW_MS_MAX)} (${toTimestamp(now)} - ${String(SKEW_MINUTES_MAX)} min.)`;
  return badSignature(`Signature expired: ${timestamp} is now earlier than ${oldest}`);
}

function tooNew(timestamp: string, now: number): Error {
  const newest = `${toTimestamp(now + SKEW_MS_MAX)} (${toTimestamp(now)} + ${String(SKEW_MINUTES_MAX)} min.)`;
  return badSignature(`Signature not yet current: ${timestamp} is still later than ${newest}`);
}

/** AWS's words for a presigned URL of another service than S3 are not recorded. */
function expired(timestamp: string, until: number, now: number): Error {
  return badSignature(
    `Signature expired: ${timestamp} was good until ${toTimestamp(until)} and it is ${toTimestamp(now)}`,
  );
}

/** NaN where it is none. */
const parseTimestamp = keepResults((text): number => {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u.exec(text);
  if (parts === null) return Number.NaN;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
});

/** YYYYMMDDTHHMMSSZ */
function toTimestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d{3}/gu, '');
}
