// An answer as bytes, head and body in one piece, so that it leaves in one write: as node writes it.
import { STATUS_CODES } from 'node:http';
import type { WireResponse } from '../message.ts';

/** What node refuses in a header's value. */
const FORBIDDEN = /[^\t\x20-\x7e\x80-\xff]/u;

/** Undefined where a header would not be one. */
export function findPlainAnswer(
  { status, headers, body }: WireResponse,
  idleSeconds: number,
): Buffer | undefined {
  const hasBody = status !== 204 && status !== 304;
  let head = `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? 'unknown'}\r\n`;
  for (const name in headers) {
    const value = headers[name] ?? '';
    if (FORBIDDEN.test(value)) return undefined;
    head += `${name}: ${value}\r\n`;
  }
  if (hasBody && headers['content-length'] === undefined) {
    head += `content-length: ${String(body.length)}\r\n`;
  }
  head += `Connection: keep-alive\r\nKeep-Alive: timeout=${String(idleSeconds)}\r\n\r\n`;
  const bytes = Buffer.allocUnsafe(head.length + (hasBody ? body.length : 0));
  bytes.write(head, 'latin1');
  if (hasBody) bytes.set(body, head.length);
  return bytes;
}
