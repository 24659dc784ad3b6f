// GetCallerIdentity (STS API reference): needs no permission, and no policy can take it away.
import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { namePrincipal } from '../../principal.ts';
import type { Action } from '../../service.ts';
import { type FindIds, toUserId } from '../caller.ts';

export function getCallerIdentity(
  findIds: FindIds,
): Action<GetCallerIdentityRequest, GetCallerIdentityResponse> {
  return {
    run: (_input, { principal, accountId }) => ({
      UserId: toUserId(principal, findIds),
      Account: accountId,
      Arn: namePrincipal(principal),
    }),
  };
}
