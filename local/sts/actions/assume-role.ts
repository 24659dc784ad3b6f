// AssumeRole (STS API reference): the role's trust policy decides, and the caller's own policies where that names
// only the account.
import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { AssumableRole, SessionPolicies } from '../../iam/service.ts';
import { namePrincipal } from '../../principal.ts';
import type { Action, Conditions, Environment, Principal } from '../../service.ts';
import { ofRequestTags, ofResourceTags } from '../../tag-conditions.ts';
import { toCredentials } from '../caller.ts';
import { notAuthorized, validationError } from '../errors.ts';
import { findFormerSession, toRoleSession } from '../role-session.ts';

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
  sessionPolicies: SessionPolicies,
): Action<AssumeRoleRequest, AssumeRoleResponse> {
  return {
    permissions: (input, { principal }) => {
      const { RoleArn: resource = '' } = input;
      const role = findRole(resource);
      const conditions = toConditions(input);
      const resourceConditions = ofResourceTags(() => role?.tags, ['aws', 'iam']);
      // A role that is missing has no trust policy and so is refused in the same words.
      const trust = role === undefined ? {} : { resourcePolicy: role.trustPolicy };
      return listRights(input, principal).map((action) => ({
        ...{ action, resource, conditions, resourceConditions },
        ...trust,
      }));
    },
    run: (input, { principal }) => {
      checkConstraints(CONSTRAINTS, input);
      const { RoleArn: roleArn = '', RoleSessionName: sessionName = '' } = input;
      if (input.SerialNumber !== undefined || input.ProvidedContexts !== undefined) {
        throw validationError('MFA devices and provided contexts are not supported here.');
      }
      const session = toRoleSession(input, principal, sessionPolicies);
      const role = findRole(roleArn);
      if (role === undefined) throw notAuthorized(namePrincipal(principal), roleArn);
      const seconds = input.DurationSeconds ?? SECONDS;
      checkDuration(seconds, principal, role);
      const assumed = role.toPrincipal(sessionName, session);
      return {
        Credentials: toCredentials(identity.issueCredentials(assumed, seconds)),
        AssumedRoleUser: {
          AssumedRoleId: `${role.id}:${sessionName}`,
          Arn: namePrincipal(assumed),
        },
        PackedPolicySize: 0,
        SourceIdentity: session?.sourceIdentity,
      };
    },
  };
}

/** Who passes tags or a source identity, or hands them on, needs rights to that too; the role's trust policy has to give them. */
function listRights(input: AssumeRoleRequest, principal: Principal): readonly string[] {
  const { Tags = [], SourceIdentity } = input;
  const former = findFormerSession(principal);
  const hasTags = Tags.length > 0 || (former?.transitiveTags.length ?? 0) > 0;
  const hasIdentity = SourceIdentity !== undefined || former?.sourceIdentity !== undefined;
  return [
    'sts:AssumeRole',
    ...(hasTags ? ['sts:TagSession'] : []),
    ...(hasIdentity ? ['sts:SetSourceIdentity'] : []),
  ];
}

function toConditions({
  ExternalId,
  RoleSessionName,
  SourceIdentity,
  Tags,
  TransitiveTagKeys = [],
}: AssumeRoleRequest): Conditions {
  const values = {
    'sts:ExternalId': ExternalId,
    'sts:RoleSessionName': RoleSessionName,
    'sts:SourceIdentity': SourceIdentity,
    'sts:TransitiveTagKeys': TransitiveTagKeys.length === 0 ? undefined : TransitiveTagKeys,
  };
  const given = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return { ...Object.fromEntries(given), ...ofRequestTags(Tags) };
}

/** @throws ServiceError ValidationError */
function checkDuration(
  seconds: number,
  principal: Principal,
  { sessionSecondsMax }: AssumableRole,
): void {
  if (seconds > sessionSecondsMax) {
    throw validationError(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  if (principal.kind === 'role' && seconds > CHAINED_SECONDS_MAX) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
}
