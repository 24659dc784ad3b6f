// GetCallerIdentity (STS API reference): needs no permission, and no policy can take it away.
import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { namePrincipal } from '../../principal.ts';
import type { Action } from '../../service.ts';
import { toUserId } from '../caller.ts';

export function getCallerIdentity(
  findRoleId: (roleArn: string) => string | undefined,
): Action<GetCallerIdentityRequest, GetCallerIdentityResponse> {
  return {
    run: (_input, { principal, accountId }) => ({
      UserId: toUserId(principal, findRoleId),
      Account: accountId,
      Arn: namePrincipal(principal),
    }),
  };
}
