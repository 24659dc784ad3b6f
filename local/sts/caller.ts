// A caller's unique id, and keys, as STS answers them.
import { namePrincipal } from '../principal.ts';
import type { Credentials as IssuedCredentials, Principal } from '../service.ts';

/** The unique ids of roles (`AROA…`) and users (`AIDA…`), as long as they are there. */
export interface FindIds {
  readonly findRoleId: (roleArn: string) => string | undefined;
  readonly findUserId: (userName: string) => string | undefined;
}

export function toUserId(principal: Principal, { findRoleId, findUserId }: FindIds): string {
  switch (principal.kind) {
    case 'root':
      return principal.accountId;
    case 'role': {
      const session = principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
      return `${findRoleId(principal.roleArn) ?? 'AROAUNKNOWN'}:${session}`;
    }
    case 'user':
      return findUserId(principal.userName) ?? 'AIDAUNKNOWN';
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
