// Grants are not kept here (CreateGrant is refused by name), so a request that leans on one is refused too.
import type { Constraint } from '../constraints.ts';
import { invalidGrantToken } from './errors.ts';

export const grantTokens: Constraint = { length: [0, 10], member: { length: [1, 8192] } };

/** @throws ServiceError InvalidGrantTokenException */
export function checkGrantTokens(tokens: readonly string[] = []): void {
  if (tokens.length > 0) throw invalidGrantToken();
}
