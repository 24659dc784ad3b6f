// What a signature lacks, in AWS's words; the header itself is not repeated.
import type { ServiceError } from '../../service-error.ts';
import type { ParsedRequest } from '../request.ts';
import { incompleteSignature } from './errors.ts';

const IN_HEADER = ['Credential', 'Signature', 'SignedHeaders'];
const IN_QUERY = ['Algorithm', 'Credential', 'Signature', 'SignedHeaders', 'Date'];

export function lacksParts({ headers, query }: ParsedRequest): ServiceError {
  const header = headers['authorization'];
  if (header === undefined) {
    const names = new Set(query.map(([name]) => name));
    const missing = IN_QUERY.filter((name) => !names.has(`X-Amz-${name}`)).map(
      (name) => `AWS query-string parameters must include 'X-Amz-${name}'.`,
    );
    return incompleteSignature(missing.join(' '));
  }
  const missing = IN_HEADER.filter((name) => !new RegExp(`[\\s,]${name}=`, 'u').test(header)).map(
    (name) => `Authorization header requires '${name}' parameter.`,
  );
  const isDated = headers['x-amz-date'] !== undefined || headers['date'] !== undefined;
  if (!isDated) {
    missing.push(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
  }
  return incompleteSignature(
    missing.length > 0 ? missing.join(' ') : 'The Authorization header is malformed.',
  );
}

/** @param credential what stands in the place of `keyid/date/region/service/aws4_request` */
export function malformedCredential(credential: string): ServiceError {
  const parts = credential.split('/');
  return incompleteSignature(
    parts.length < 5
      ? 'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.'
      : "Credential should be scoped with a valid terminator: 'aws4_request'.",
  );
}
