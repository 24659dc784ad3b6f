// NextToken: where a list goes on, bound to the list that it came from.
import { createHash } from 'node:crypto';
import { invalidNextToken } from './errors.ts';

/** @param list whatever makes this list what it is: operation, filters, order, secret */
export function createNextToken(list: unknown, beyond: string): string {
  return Buffer.from(JSON.stringify([toFingerprint(list), beyond])).toString('base64url');
}

/** @throws ServiceError InvalidNextTokenException where it is none, or came from another list */
export function parseNextToken(list: unknown, token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const parts = parseJson(Buffer.from(token, 'base64url').toString());
  if (!Array.isArray(parts)) throw invalidNextToken();
  const [fingerprint, beyond] = parts as unknown[];
  if (fingerprint !== toFingerprint(list) || typeof beyond !== 'string') throw invalidNextToken();
  return beyond;
}

function toFingerprint(list: unknown): string {
  return createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 16);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
