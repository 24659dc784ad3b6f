// GetSessionToken (STS API reference): temporary keys for the caller itself. A role's session cannot call it.
import type { GetSessionTokenRequest, GetSessionTokenResponse } from '@aws-sdk/client-sts';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action, Environment } from '../../service.ts';
import { ServiceError } from '../../service-error.ts';
import { toCredentials } from '../caller.ts';

const CONSTRAINTS: Constraints = { DurationSeconds: { range: [900, 129_600] } };
/** What the account's root gets at most, and by default. */
const ROOT_SECONDS_MAX = 3600;

export function getSessionToken({
  identity,
}: Environment): Action<GetSessionTokenRequest, GetSessionTokenResponse> {
  return {
    run: (input, { principal }) => {
      checkConstraints(CONSTRAINTS, input);
      if (principal.kind !== 'root') {
        throw new ServiceError(
          'AccessDeniedException',
          'Cannot call GetSessionToken with session credentials',
        );
      }
      const seconds = Math.min(input.DurationSeconds ?? ROOT_SECONDS_MAX, ROOT_SECONDS_MAX);
      return { Credentials: toCredentials(identity.issueCredentials(principal, seconds)) };
    },
  };
}
