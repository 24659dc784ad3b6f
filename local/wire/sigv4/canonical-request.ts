// The canonical request (IAM User Guide, Create a signed AWS API request): what both sides hash.
import { hash } from 'node:crypto';
import type { Parameter, ParsedRequest } from '../request.ts';
import { encodeRfc3986 } from '../rfc3986.ts';

export function writeCanonicalRequest(
  request: ParsedRequest,
  signedHeaders: readonly string[],
  payloadHash: string,
  isS3: boolean,
): string {
  const path = toCanonicalPath(request.pathname, isS3);
  let text = `${request.method}\n${path}\n${toCanonicalQuery(request.query)}\n`;
  for (const name of signedHeaders) text += `${name}:${trimAll(request.headers[name] ?? '')}\n`;
  return `${text}\n${signedHeaders.join(';')}\n${payloadHash}`;
}

export function hashHex(content: Uint8Array | string): string {
  return hash('sha256', content, 'hex');
}

function trimAll(value: string): string {
  const trimmed = value.trim();
  return trimmed.includes('  ') ? trimmed.replace(/ +/gu, ' ') : trimmed;
}

/** S3 encodes a path once and keeps it as it is; all others normalise it and encode what is encoded already. */
function toCanonicalPath(pathname: string, isS3: boolean): string {
  if (pathname === '/') return pathname; // of every call of the RPC protocols
  if (isS3) return pathname.split('/').map(encodeOnce).join('/');
  return removeDotSegments(pathname).split('/').map(encodeRfc3986).join('/');
}

function encodeOnce(segment: string): string {
  try {
    return encodeRfc3986(decodeURIComponent(segment));
  } catch {
    return encodeRfc3986(segment);
  }
}

function removeDotSegments(pathname: string): string {
  const kept: string[] = [];
  for (const segment of pathname.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') kept.pop();
    else kept.push(segment);
  }
  const end = kept.length > 0 && pathname.endsWith('/') ? '/' : '';
  return `/${kept.join('/')}${end}`;
}

function toCanonicalQuery(query: readonly Parameter[]): string {
  if (query.length === 0) return '';
  return query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
