// One policy against one request: which of its statements apply, and what they say.
import type { Principal } from '../../service.ts';
import type { Policy, Statement } from './document.ts';
import type { ConditionKeys } from './pattern.ts';
import { findNamed, isLeftAlone } from './principals.ts';

export interface AccessRequest {
  readonly principal: Principal;
  /** `service:Action` */
  readonly action: string;
  readonly resource: string;
  readonly keys: ConditionKeys;
}

export type IdentityEffect = 'Deny' | 'Allow' | 'None';

/** `AllowRole` and `AllowAccount`: see `Named` in principals.ts. */
export type ResourceEffect = IdentityEffect | 'AllowRole' | 'AllowAccount';

/** A policy of a role or a user: whom it is about needs no saying. */
export function evaluateIdentityPolicy(policy: Policy, request: AccessRequest): IdentityEffect {
  const action = request.action.toLowerCase();
  let effect: IdentityEffect = 'None';
  for (const statement of policy.statements) {
    if (!applies(statement, action, request)) continue;
    if (statement.effect === 'Deny') return 'Deny';
    effect = 'Allow';
  }
  return effect;
}

/** A policy of a resource: each statement names whom it is about. */
export function evaluateResourcePolicy(
  policy: Policy,
  request: AccessRequest,
  hasBoundary: boolean,
): ResourceEffect {
  const action = request.action.toLowerCase();
  let effect: ResourceEffect = 'None';
  for (const statement of policy.statements) {
    const said = toEffect(statement, request.principal, hasBoundary);
    if (RANK[said] <= RANK[effect] || !applies(statement, action, request)) continue;
    if (said === 'Deny') return 'Deny';
    effect = said;
  }
  return effect;
}

const RANK: Readonly<Record<ResourceEffect, number>> = {
  None: 0,
  AllowAccount: 1,
  AllowRole: 2,
  Allow: 3,
  Deny: 4,
};

const ALLOWS = {
  directly: 'Allow',
  role: 'AllowRole',
  account: 'AllowAccount',
  no: 'None',
} as const;

/** What a statement says to `principal` if it applies to the request. */
function toEffect(
  { effect, principals }: Statement,
  principal: Principal,
  hasBoundary: boolean,
): ResourceEffect {
  if (effect === 'Allow' || principals?.isNegated !== true) {
    const named = findNamed(principals, principal);
    return effect === 'Deny' ? (named === 'no' ? 'None' : 'Deny') : ALLOWS[named];
  }
  // "… with a Deny effect will always deny any IAM principal that has a permissions boundary policy attached" (NotPrincipal).
  return hasBoundary || !isLeftAlone(principals, principal) ? 'Deny' : 'None';
}

function applies(
  { actions, resources, conditions }: Statement,
  action: string,
  { resource, keys }: AccessRequest,
): boolean {
  return (
    actions.covers(action, keys) &&
    (resources === undefined || resources.covers(resource, keys)) &&
    conditions.every(({ holds }) => holds(keys))
  );
}
