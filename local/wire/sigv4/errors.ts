// What AWS says of a signature that is not good, in the words that it has been recorded with. S3 has words of its own.
import { ServiceError } from '../../service-error.ts';

/** A key that nobody has, that was deleted, or that is switched off: AWS tells none apart. */
export function unrecognizedClient(): ServiceError {
  return new ServiceError(
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  );
}

export function expiredToken(): ServiceError {
  return new ServiceError(
    'ExpiredTokenException',
    'The security token included in the request is expired',
  );
}

export function invalidSignature({ service }: { readonly service: string }): ServiceError {
  const check =
    service === 's3'
      ? 'Check your key and signing method.'
      : 'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
  return badSignature(
    `The request signature we calculated does not match the signature you provided. ${check}`,
  );
}

/** Everything else that is wrong with one: a scope for something else, a time that is past. */
export function badSignature(message: string): ServiceError {
  return new ServiceError('InvalidSignatureException', message);
}

/** S3's refusal of a presigned URL past its time. */
export function requestHasExpired(): ServiceError {
  return new ServiceError('AccessDenied', 'Request has expired', { status: 403 });
}

/** S3's refusal of a clock that is wrong. */
export function requestTimeTooSkewed(): ServiceError {
  return new ServiceError(
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    { status: 403 },
  );
}

/** An Authorization header that lacks a part. */
export function incompleteSignature(message: string): ServiceError {
  return new ServiceError('IncompleteSignatureException', message);
}
