// `Content-Encoding: aws-chunked` (Amazon S3 API reference, Signature calculations: transferring payload in multiple
// chunks): the body in chunks with a size line each, and checksums that were computed on the way in a trailer.
import { ServiceError } from '../../service-error.ts';
import type { ParsedRequest } from '../request.ts';

const SIZE_LINE_BYTES_MAX = 256;

/** The request with its plain body, and the trailer's headers among the others. */
export function decodeChunked(request: ParsedRequest): ParsedRequest {
  const encoding = request.headers['content-encoding'] ?? '';
  const isStreaming = request.headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true;
  if (!encoding.includes('aws-chunked') && !isStreaming) return request;
  const { body, trailer } = readChunks(Buffer.from(request.body));
  const expected = request.headers['x-amz-decoded-content-length'];
  if (expected !== undefined && Number(expected) !== body.length) throw incompleteBody();
  const { 'content-encoding': _, ...headers } = request.headers;
  const rest = encoding
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== 'aws-chunked' && item !== '');
  const others = rest.length === 0 ? {} : { 'content-encoding': rest.join(',') };
  return { ...request, body, headers: { ...headers, ...others, ...trailer } };
}

function readChunks(source: Buffer): {
  readonly body: Uint8Array;
  readonly trailer: Readonly<Record<string, string>>;
} {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const end = source.indexOf('\r\n', at);
    if (end === -1 || end - at > SIZE_LINE_BYTES_MAX) throw incompleteBody();
    const size = toSize(source.toString('latin1', at, end));
    at = end + 2;
    if (size === 0) return { body: Buffer.concat(chunks), trailer: readTrailer(source, at) };
    if (source.toString('latin1', at + size, at + size + 2) !== '\r\n') throw incompleteBody();
    chunks.push(source.subarray(at, at + size));
    at += size + 2;
  }
}

function toSize(line: string): number {
  const [hex = ''] = line.split(';');
  if (!/^[0-9a-f]{1,8}$/iu.test(hex)) throw incompleteBody();
  return Number.parseInt(hex, 16);
}

function readTrailer(source: Buffer, at: number): Readonly<Record<string, string>> {
  const lines = source.toString('latin1', at).split('\r\n');
  return Object.fromEntries(
    lines
      .map((line) => /^(x-amz-checksum-[a-z0-9]+):(.*)$/iu.exec(line))
      .filter((match) => match !== null)
      .map(([, name = '', value = '']) => [name.toLowerCase(), value.trim()]),
  );
}

function incompleteBody(): ServiceError {
  return new ServiceError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}
