// Where a signature stands: in the Authorization header, or in the query of a presigned URL.
import { keepResults } from '../../kept-results.ts';
import { findParameter, type ParsedRequest } from '../request.ts';

export interface SignatureParts {
  readonly signature: string;
  /** In lower case, in the order in which they were signed. */
  readonly signedHeaders: readonly string[];
  /** YYYYMMDDTHHMMSSZ */
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  /** For presigned URLs: seconds. */
  readonly expires: number | undefined;
  readonly isPresigned: boolean;
}

/** Undefined where something is missing. */
export function findSignature(request: ParsedRequest): SignatureParts | undefined {
  const header = request.headers['authorization'];
  return header === undefined ? findPresigned(request) : findInHeader(header, request);
}

function findInHeader(header: string, { headers }: ParsedRequest): SignatureParts | undefined {
  const signature = /Signature=([0-9a-f]{64})(?:,|\s|$)/u.exec(header)?.[1];
  const signedHeaders = /SignedHeaders=([^,\s]+)/u.exec(header)?.[1];
  const timestamp = headers['x-amz-date'] ?? toCompact(headers['date']);
  if (signature === undefined || signedHeaders === undefined || timestamp === undefined) {
    return undefined;
  }
  return {
    signature,
    signedHeaders: splitNames(signedHeaders),
    timestamp,
    sessionToken: headers['x-amz-security-token'],
    expires: undefined,
    isPresigned: false,
  };
}

const splitNames = keepResults((names): readonly string[] => names.split(';'));

function findPresigned({ query }: ParsedRequest): SignatureParts | undefined {
  const signature = findParameter(query, 'X-Amz-Signature');
  const signedHeaders = findParameter(query, 'X-Amz-SignedHeaders');
  const timestamp = findParameter(query, 'X-Amz-Date');
  const algorithm = findParameter(query, 'X-Amz-Algorithm');
  if (signature === undefined || signedHeaders === undefined || timestamp === undefined) {
    return undefined;
  }
  return algorithm === 'AWS4-HMAC-SHA256'
    ? {
        signature,
        signedHeaders: signedHeaders.split(';'),
        timestamp,
        sessionToken: findParameter(query, 'X-Amz-Security-Token'),
        expires: Number(findParameter(query, 'X-Amz-Expires')),
        isPresigned: true,
      }
    : undefined;
}

function toCompact(date: string | undefined): string | undefined {
  const moment = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(moment)
    ? undefined
    : new Date(moment).toISOString().replace(/[-:]|\.\d{3}/gu, '');
}
