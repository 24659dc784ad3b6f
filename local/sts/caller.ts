// A caller's unique id, and keys, as STS answers them.
import { namePrincipal } from '../principal.ts';
import type { Credentials as IssuedCredentials, Principal } from '../service.ts';

/** @param findRoleId the `AROA…` id of a role's ARN, as long as the role is there */
export function toUserId(
  principal: Principal,
  findRoleId: (roleArn: string) => string | undefined,
): string {
  switch (principal.kind) {
    case 'root':
      return principal.accountId;
    case 'role': {
      const session = principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
      return `${findRoleId(principal.roleArn) ?? 'AROAUNKNOWN'}:${session}`;
    }
    case 'user':
    case 'service':
      return namePrincipal(principal);
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
