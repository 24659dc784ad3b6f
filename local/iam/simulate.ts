// One question to a role's or user's policies, and which of them decided it.
import { findBoundary, listNamedPolicies } from './find-policies.ts';
import { decide } from './policy/decide.ts';
import { type AccessRequest, evaluateIdentityPolicy } from './policy/evaluate.ts';
import type { IamStore, PolicyHolder } from './store.ts';

export interface Simulated {
  readonly action: string;
  readonly resource: string;
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** The policies whose statements decided. */
  readonly policies: readonly string[];
  /** Condition keys that the policies ask for and the request does not have. */
  readonly missing: readonly string[];
  /** Undefined where there is none. */
  readonly boundary: boolean | undefined;
}

export function simulate(store: IamStore, holder: PolicyHolder, request: AccessRequest): Simulated {
  const named = listNamedPolicies(store, holder);
  const boundary = findBoundary(store, holder);
  const { action, resource } = request;
  const decision = decide(request, {
    identity: named.map(({ policy }) => policy),
    boundary,
    resource: undefined,
  });
  const denies = !decision.isAllowed && decision.reason.isExplicit;
  const effect = denies ? 'Deny' : 'Allow';
  const asked = named.flatMap(({ policy }) =>
    policy.statements.flatMap(({ conditions }) => conditions.map(({ key }) => key)),
  );
  return {
    action,
    resource,
    decision: decision.isAllowed ? 'allowed' : denies ? 'explicitDeny' : 'implicitDeny',
    policies: named
      .filter(({ policy }) => evaluateIdentityPolicy(policy, request) === effect)
      .map(({ name }) => name),
    missing: [...new Set(asked)].filter((key) => request.keys.get(key.toLowerCase()) === undefined),
    boundary:
      boundary === undefined ? undefined : evaluateIdentityPolicy(boundary, request) === 'Allow',
  };
}
