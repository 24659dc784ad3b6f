// GetCallerIdentity (STS API reference): needs no permission, and no policy can take it away.
import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import type { Action } from '../../service.ts';
import { toCaller } from '../caller.ts';

export function getCallerIdentity(
  findRoleId: (roleArn: string) => string | undefined,
): Action<GetCallerIdentityRequest, GetCallerIdentityResponse> {
  return {
    run: (_input, { principal, accountId }) => {
      const { arn, userId } = toCaller(principal, findRoleId);
      return { UserId: userId, Account: accountId, Arn: arn };
    },
  };
}
