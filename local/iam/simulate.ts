// One question to a role's policies, and which of them decided it.
import { findBoundary, listNamedPolicies } from './find-policies.ts';
import { decide } from './policy/decide.ts';
import { type AccessRequest, evaluateIdentityPolicy } from './policy/evaluate.ts';
import type { IamStore, StoredRole } from './store.ts';

export interface Simulated {
  readonly action: string;
  readonly resource: string;
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** The policies whose statements decided. */
  readonly policies: readonly string[];
  /** Condition keys that the policies ask for and the request does not have. */
  readonly missing: readonly string[];
  /** Undefined where the role has none. */
  readonly boundary: boolean | undefined;
}

export function simulate(store: IamStore, role: StoredRole, request: AccessRequest): Simulated {
  const named = listNamedPolicies(store, role);
  const boundary = findBoundary(store, role);
  const { action, resource } = request;
  const decision = decide(request, {
    identity: named.map(({ policy }) => policy),
    boundary,
    resource: undefined,
  });
  const denies = !decision.isAllowed && decision.reason.startsWith('explicit deny');
  const effect = denies ? 'Deny' : 'Allow';
  const asked = named.flatMap(({ policy }) =>
    policy.statements.flatMap(({ conditions }) => Object.values(conditions).flatMap(Object.keys)),
  );
  return {
    action,
    resource,
    decision: decision.isAllowed ? 'allowed' : denies ? 'explicitDeny' : 'implicitDeny',
    policies: named
      .filter(({ policy }) => evaluateIdentityPolicy(policy, request) === effect)
      .map(({ name }) => name),
    missing: [...new Set(asked)].filter((key) => !request.keys.has(key.toLowerCase())),
    boundary:
      boundary === undefined ? undefined : evaluateIdentityPolicy(boundary, request) === 'Allow',
  };
}
