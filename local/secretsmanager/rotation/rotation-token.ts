// The RotationToken of one rotation: by it PutSecretValue knows that a caller acts for the rotation function, whatever role it has.
// It follows from the endpoint's master key, so it lies nowhere and is the same after a restart.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Environment, Principal } from '../../service.ts';

export interface RotationTokens {
  create(secretArn: string, versionId: string): string;
  isValid(token: string, secretArn: string, versionId: string): boolean;
}

export function createRotationTokens({ masterKey }: Environment): RotationTokens {
  const create = (secretArn: string, versionId: string): string =>
    createHmac('sha256', masterKey)
      .update(JSON.stringify(['rotation-token', secretArn, versionId]))
      .digest('hex');
  return {
    create,
    isValid: (token, secretArn, versionId) => {
      const expected = Buffer.from(create(secretArn, versionId));
      const given = Buffer.from(token);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

/** A session that Lambda opened for the function, which it names after it. The account's root stands for everybody. */
export function isFunctionItself(principal: Principal, lambdaArn: string): boolean {
  if (principal.kind !== 'role') return principal.kind === 'root';
  const functionName = lambdaArn.split(':')[6] ?? lambdaArn;
  return principal.arn.endsWith(`/${functionName}`);
}
