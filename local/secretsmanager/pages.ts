// NextToken: where a list goes on, sealed by the endpoint's master key together with the list that it came from. So a token that nobody gave, or
// that was given for another list, leads nowhere; one from before a restart still does.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Environment } from '../service.ts';
import { invalidNextToken } from './errors.ts';

export interface NextTokens {
  /** @param list whatever makes this list what it is: operation, filters, order, secret */
  create(list: unknown, beyond: string): string;
  /** @throws ServiceError InvalidNextTokenException */
  parse(list: unknown, token: string | undefined): string | undefined;
}

const SEAL_BYTES = 16;

export function createNextTokens({ masterKey }: Environment): NextTokens {
  const seal = (list: unknown, beyond: Uint8Array): Buffer =>
    createHmac('sha256', masterKey)
      .update(JSON.stringify(['next-token', list]))
      .update(beyond)
      .digest()
      .subarray(0, SEAL_BYTES);
  return {
    create: (list, beyond) => {
      const bytes = Buffer.from(beyond);
      return Buffer.concat([seal(list, bytes), bytes]).toString('base64url');
    },
    parse: (list, token) => {
      if (token === undefined) return undefined;
      const bytes = Buffer.from(token, 'base64url');
      const beyond = bytes.subarray(SEAL_BYTES);
      if (bytes.length <= SEAL_BYTES || bytes.toString('base64url') !== token) {
        throw invalidNextToken();
      }
      if (!timingSafeEqual(bytes.subarray(0, SEAL_BYTES), seal(list, beyond))) {
        throw invalidNextToken();
      }
      return beyond.toString();
    },
  };
}
