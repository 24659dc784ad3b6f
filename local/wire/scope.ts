// The SigV4 credential scope, `AKID/20260101/us-east-1/secretsmanager/aws4_request`: it names region and service
// of every signed request, in the Authorization header or in the query of a presigned URL.
import { keepResults } from '../kept-results.ts';
import { findParameter, type ParsedRequest } from './request.ts';
import { lacksParts, malformedCredential } from './sigv4/incomplete.ts';

export interface CredentialScope {
  readonly accessKeyId: string;
  /** YYYYMMDD */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** Undefined where the request is not signed at all. @throws ServiceError IncompleteSignature where it is in part only */
export function findScope(request: ParsedRequest): CredentialScope | undefined {
  const header = request.headers['authorization'];
  const text =
    header === undefined
      ? findParameter(request.query, 'X-Amz-Credential')
      : /^AWS4-HMAC-SHA256\s.*?Credential=([^,\s]+)/u.exec(header)?.[1];
  if (text === undefined) {
    if (header !== undefined) throw lacksParts(request);
    return undefined;
  }
  return parseScope(text);
}

/** @throws ServiceError IncompleteSignature */
const parseScope = keepResults((text): CredentialScope => {
  const parts = text.split('/');
  const [date, region, service, end] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join('/');
  if (
    date === undefined ||
    region === undefined ||
    service === undefined ||
    end !== 'aws4_request' ||
    accessKeyId === ''
  ) {
    throw malformedCredential(text);
  }
  return { accessKeyId, date, region, service };
});
