// IAM's decision in one account (IAM User Guide, How AWS enforcement code logic evaluates requests): an explicit deny wins; a caller
// is allowed by its own policies or by the resource's, within its permissions boundary and its session policies; a service
// only by the resource's; root is allowed, but where keys and roles are used their own policies must admit it too.
import type { Policy } from './document.ts';
import {
  type AccessRequest,
  evaluateIdentityPolicy,
  evaluateResourcePolicy,
  type IdentityEffect,
} from './evaluate.ts';

export interface Policies {
  /** Inline and attached policies of a role or a user. */
  readonly identity: readonly Policy[];
  /** Undefined where there is none. */
  readonly boundary: Policy | undefined;
  /** What the session was begun with; undefined where it was begun without. */
  readonly session?: readonly Policy[] | undefined;
  /** Undefined where the resource has none. */
  readonly resource: Policy | undefined;
}

export type Decision =
  | { readonly isAllowed: true }
  | { readonly isAllowed: false; readonly reason: Reason };

export type PolicyType =
  | 'identity-based policy'
  | 'resource-based policy'
  | 'permissions boundary'
  | 'session policy';

export interface Reason {
  /** Else nothing allows it. */
  readonly isExplicit: boolean;
  readonly type: PolicyType;
}

const ALLOWED: Decision = { isAllowed: true };

export function decide(request: AccessRequest, policies: Policies): Decision {
  const { boundary, session } = policies;
  const identityEffect = evaluateAll(policies.identity, request);
  if (identityEffect === 'Deny') return refuse('identity-based policy', true);
  const resourceEffect =
    policies.resource === undefined
      ? 'None'
      : evaluateResourcePolicy(policies.resource, request, boundary !== undefined);
  if (resourceEffect === 'Deny') return refuse('resource-based policy', true);
  const boundaryEffect = boundary === undefined ? 'Allow' : evaluateAll([boundary], request);
  if (boundaryEffect === 'Deny') return refuse('permissions boundary', true);
  const sessionEffect = session === undefined ? 'Allow' : evaluateAll(session, request);
  if (sessionEffect === 'Deny') return refuse('session policy', true);

  // What the resource grants to the session, the user or everybody is not limited by what the caller's policies leave out.
  if (resourceEffect === 'Allow') return ALLOWED;
  const { kind } = request.principal;
  const isBarred = needsResource(request.action, policies) && resourceEffect === 'None';
  if (kind === 'service' || isBarred) return refuse('resource-based policy', false);
  if (kind === 'root') return ALLOWED;
  if (identityEffect !== 'Allow' && resourceEffect !== 'AllowRole') {
    return refuse('identity-based policy', false);
  }
  if (boundaryEffect !== 'Allow') return refuse('permissions boundary', false);
  return sessionEffect === 'Allow' ? ALLOWED : refuse('session policy', false);
}

/** Key and trust policies must themselves admit the caller or its account: no identity policy can do without them. */
function needsResource(action: string, { resource }: Policies): boolean {
  return action === 'sts:AssumeRole' || (resource !== undefined && /^(kms|sts):/u.test(action));
}

function evaluateAll(policies: readonly Policy[], request: AccessRequest): IdentityEffect {
  let effect: IdentityEffect = 'None';
  for (const policy of policies) {
    const said = evaluateIdentityPolicy(policy, request);
    if (said === 'Deny') return 'Deny';
    if (said === 'Allow') effect = 'Allow';
  }
  return effect;
}

function refuse(type: PolicyType, isExplicit: boolean): Decision {
  return { isAllowed: false, reason: { isExplicit, type } };
}
