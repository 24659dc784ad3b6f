// What node's parser lets through and HTTP does not: too many headers, and two that would name two hosts.
import type { IncomingMessage } from 'node:http';

const BAD_REQUEST = 400;
const HEADERS_TOO_LARGE = 431;

/** The status to answer with, or undefined where the headers are good. */
export function findHeaderFault(
  { rawHeaders }: IncomingMessage,
  headersMax: number,
): number | undefined {
  if (rawHeaders.length / 2 > headersMax) return HEADERS_TOO_LARGE;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1 ? BAD_REQUEST : undefined;
}
