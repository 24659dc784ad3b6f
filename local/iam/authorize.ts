// What the dispatcher asks before each action: may this caller do all of it? The refusal is worded as AWS words it
// (IAM User Guide, Troubleshoot access denied error messages).
import type { Clock } from '../clock.ts';
import { namePrincipal } from '../principal.ts';
import type { CallContext, Permission, Principal } from '../service.ts';
import { ServiceError } from '../service-error.ts';
import { toConditionKeys } from './condition-keys.ts';
import { findHolder, findIdentityPolicies } from './find-policies.ts';
import { decide, type Reason } from './policy/decide.ts';
import { parsePolicy } from './policy/document.ts';
import type { IamStore } from './store.ts';

export type Authorize = (permissions: readonly Permission[], context: CallContext) => void;

/** @throws ServiceError AccessDeniedException for the first permission that the caller lacks */
export function createAuthorize(store: IamStore, clock: Clock): Authorize {
  return (permissions, context) => {
    if (permissions.length === 0) return;
    const { principal } = context;
    const holder = findHolder(store, principal);
    const policies = findIdentityPolicies(store, holder);
    for (const permission of permissions) {
      const keys = toConditionKeys(permission, context, new Date(clock.now()), holder);
      const { action, resource, resourcePolicy } = permission;
      const decision = decide(
        { principal, action, resource, keys },
        {
          ...policies,
          resource: resourcePolicy === undefined ? undefined : parsePolicy(resourcePolicy),
        },
      );
      if (!decision.isAllowed) throw accessDenied(principal, permission, decision.reason);
    }
  };
}

function accessDenied(
  principal: Principal,
  { action, resource }: Permission,
  reason: Reason,
): ServiceError {
  const because = toWords(action, reason);
  return new ServiceError(
    'AccessDeniedException',
    `User: ${namePrincipal(principal)} is not authorized to perform: ${action} on resource: ${resource}${because}`,
  );
}

function toWords(action: string, reason: Reason): string {
  if (reason.startsWith('explicit deny')) return ` with an ${reason}`;
  // STS does not tell a role that is missing from one that trusts somebody else.
  return action === 'sts:AssumeRole' ? '' : ` because ${reason} allows the ${action} action`;
}
