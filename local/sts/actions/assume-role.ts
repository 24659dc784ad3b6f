// AssumeRole (STS API reference): the role's trust policy decides, and the caller's own policies where that names
// only the account.
import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { AssumableRole } from '../../iam/service.ts';
import { namePrincipal } from '../../principal.ts';
import type { Action, Environment } from '../../service.ts';
import { toCredentials } from '../caller.ts';
import { notAuthorized, validationError } from '../errors.ts';

const CONSTRAINTS: Constraints = {
  RoleArn: { length: [20, 2048] },
  RoleSessionName: { length: [2, 64], pattern: '[\\w+=,.@-]*' },
  DurationSeconds: { range: [900, 43_200] },
  ExternalId: { length: [2, 1224] },
};
const SECONDS = 3600;
/** A role that becomes another one gets an hour at most (role chaining). */
const CHAINED_SECONDS_MAX = 3600;

export function assumeRole(
  { identity }: Environment,
  findRole: (roleArn: string) => AssumableRole | undefined,
): Action<AssumeRoleRequest, AssumeRoleResponse> {
  return {
    permissions: ({ RoleArn: resource = '', ExternalId, RoleSessionName }) => {
      const role = findRole(resource);
      // A role that is missing has no trust policy and so is refused in the same words.
      return [
        {
          action: 'sts:AssumeRole',
          resource,
          ...(role === undefined ? {} : { resourcePolicy: role.trustPolicy }),
          conditions: {
            ...(ExternalId === undefined ? {} : { 'sts:ExternalId': ExternalId }),
            ...(RoleSessionName === undefined ? {} : { 'sts:RoleSessionName': RoleSessionName }),
          },
        },
      ];
    },
    run: (input, { principal }) => {
      checkConstraints(CONSTRAINTS, input);
      const { RoleArn: roleArn = '', RoleSessionName: sessionName = '' } = input;
      if (
        input.Policy !== undefined ||
        input.PolicyArns !== undefined ||
        input.Tags !== undefined
      ) {
        throw validationError(
          'Session policies and session tags are not supported by this endpoint.',
        );
      }
      const role = findRole(roleArn);
      if (role === undefined) throw notAuthorized(namePrincipal(principal), roleArn);
      const seconds = input.DurationSeconds ?? SECONDS;
      if (seconds > role.sessionSecondsMax) {
        throw validationError(
          'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
        );
      }
      if (principal.kind === 'role' && seconds > CHAINED_SECONDS_MAX) {
        throw validationError(
          'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
        );
      }
      const assumed = role.toPrincipal(sessionName);
      return {
        Credentials: toCredentials(identity.issueCredentials(assumed, seconds)),
        AssumedRoleUser: {
          AssumedRoleId: `${role.id}:${sessionName}`,
          Arn: namePrincipal(assumed),
        },
        PackedPolicySize: 0,
      };
    },
  };
}
