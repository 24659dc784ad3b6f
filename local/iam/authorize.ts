// What the dispatcher asks before each action: may this caller do all of it?
import type { Clock } from '../clock.ts';
import type { CallContext, Permission } from '../service.ts';
import { accessDenied } from './access-denied.ts';
import { toConditionKeys } from './condition-keys.ts';
import { findHolder, findIdentityPolicies, findSessionPolicies } from './find-policies.ts';
import { decide } from './policy/decide.ts';
import { findPolicy, type Policy } from './policy/document.ts';
import type { IamStore } from './store.ts';

export type Authorize = (permissions: readonly Permission[], context: CallContext) => void;

/** @throws ServiceError AccessDeniedException for the first permission that the caller lacks */
export function createAuthorize(store: IamStore, clock: Clock): Authorize {
  return (permissions, context) => {
    if (permissions.length === 0) return;
    const { principal } = context;
    const holder = findHolder(store, principal);
    const { identity, boundary } = findIdentityPolicies(store, holder);
    const session = findSessionPolicies(principal);
    const now = new Date(clock.now());
    for (const permission of permissions) {
      const keys = toConditionKeys(permission, context, now, holder);
      const { action, resource, resourcePolicy } = permission;
      const decision = decide(
        { principal, action, resource, keys },
        {
          identity,
          boundary,
          session,
          resource: resourcePolicy === undefined ? undefined : toPolicy(resourcePolicy),
        },
      );
      if (!decision.isAllowed) throw accessDenied(principal, permission, decision.reason);
    }
  };
}

/** One that cannot be read, put by an older endpoint, admits nobody. */
function toPolicy(text: string): Policy {
  return findPolicy(text) ?? { statements: [] };
}
