// GetSessionToken (STS API reference): temporary keys for the caller itself, root or user. No session can call it.
import type { GetSessionTokenRequest, GetSessionTokenResponse } from '@aws-sdk/client-sts';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action, Credentials, Environment } from '../../service.ts';
import { ServiceError } from '../../service-error.ts';
import { toCredentials } from '../caller.ts';

const CONSTRAINTS: Constraints = { DurationSeconds: { range: [900, 129_600] } };
/** What the account's root gets at most. */
const ROOT_SECONDS_MAX = 3600;
const USER_SECONDS = 43_200;

export function getSessionToken({
  identity,
}: Environment): Action<GetSessionTokenRequest, GetSessionTokenResponse> {
  return {
    run: (input, { principal }) => {
      checkConstraints(CONSTRAINTS, input);
      const asked = input.DurationSeconds ?? USER_SECONDS;
      if (principal.kind === 'root') {
        return toAnswer(identity.issueCredentials(principal, Math.min(asked, ROOT_SECONDS_MAX)));
      }
      if (principal.kind !== 'user' || principal.isSession === true) throw calledBySession();
      return toAnswer(identity.issueCredentials({ ...principal, isSession: true }, asked));
    },
  };
}

function toAnswer(credentials: Credentials): GetSessionTokenResponse {
  return { Credentials: toCredentials(credentials) };
}

function calledBySession(): ServiceError {
  return new ServiceError(
    'AccessDeniedException',
    'Cannot call GetSessionToken with session credentials',
    { status: 403 },
  );
}
