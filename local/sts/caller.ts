// How STS names a caller: its ARN and its unique id.
import type { Credentials as IssuedCredentials, Principal } from '../service.ts';

export interface Caller {
  readonly arn: string;
  readonly userId: string;
}

/** @param findRoleId the `AROA…` id of a role's ARN, as long as the role is there */
export function toCaller(
  principal: Principal,
  findRoleId: (roleArn: string) => string | undefined,
): Caller {
  switch (principal.kind) {
    case 'root':
      return { arn: `arn:aws:iam::${principal.accountId}:root`, userId: principal.accountId };
    case 'role': {
      const session = principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
      return {
        arn: principal.arn,
        userId: `${findRoleId(principal.roleArn) ?? 'AROAUNKNOWN'}:${session}`,
      };
    }
    case 'service':
      return { arn: principal.service, userId: principal.service };
  }
}

/** Keys as STS answers them. */
export function toCredentials({ expiration, ...keys }: IssuedCredentials) {
  return {
    AccessKeyId: keys.accessKeyId,
    SecretAccessKey: keys.secretAccessKey,
    SessionToken: keys.sessionToken,
    Expiration: new Date(expiration),
  };
}
