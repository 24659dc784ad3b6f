// Who one becomes: a service by a role that trusts it, and the keys for a program outside.
import type { Clock } from '../clock.ts';
import type { Identity, Principal } from '../service.ts';
import { ServiceError } from '../service-error.ts';
import { toConditionKeys } from './condition-keys.ts';
import { decide } from './policy/decide.ts';
import { parsePolicy } from './policy/document.ts';
import type { Sessions } from './sessions.ts';
import { findRoleName, type IamStore, type StoredRole } from './store.ts';

export function createIdentity(
  store: IamStore,
  sessions: Sessions,
  clock: Clock,
  accountId: string,
): Identity {
  return {
    issueCredentials: (principal, secondsValid) => sessions.issue(principal, secondsValid),
    assumeRole: ({ roleArn, sessionName, servicePrincipal, sourceArn }) => {
      const role = findRoleByArn(store, roleArn);
      const principal: Principal = {
        kind: 'service',
        accountId,
        service: servicePrincipal,
        ...(sourceArn === undefined ? {} : { sourceArn }),
      };
      const permission = { action: 'sts:AssumeRole', resource: roleArn };
      const context = { principal, accountId, region: 'us-east-1', requestId: '', signal: NEVER };
      const keys = toConditionKeys(permission, context, new Date(clock.now()), undefined);
      const resource = role === undefined ? undefined : parsePolicy(role.trustPolicy);
      const decision = decide(
        { principal, ...permission, keys },
        { identity: [], boundary: undefined, resource },
      );
      if (role === undefined || !decision.isAllowed) throw notAssumable(roleArn, servicePrincipal);
      return toRolePrincipal(role, accountId, sessionName);
    },
  };
}

const NEVER = new AbortController().signal;

/** The role with exactly this ARN, path included. */
export function findRoleByArn(store: IamStore, roleArn: string): StoredRole | undefined {
  const name = findRoleName(roleArn);
  const role = name === undefined ? undefined : store.findRole(name);
  return role?.arn === roleArn ? role : undefined;
}

export function toRolePrincipal(
  role: StoredRole,
  accountId: string,
  sessionName: string,
): Principal {
  const arn = `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`;
  return { kind: 'role', accountId, roleArn: role.arn, arn };
}

/** Not telling a role that is missing from one that trusts somebody else is AWS's own way. */
function notAssumable(roleArn: string, servicePrincipal: string): ServiceError {
  return new ServiceError(
    'AccessDenied',
    `${servicePrincipal} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    { status: 403 },
  );
}
