// IAM's decision in one account (IAM User Guide, Policy evaluation logic): an explicit deny wins; a role is allowed
// by its own policies or by the resource's; a service only by the resource's; root is allowed.
import type { Policy } from './document.ts';
import { type AccessRequest, evaluateIdentityPolicy, evaluateResourcePolicy } from './evaluate.ts';

export interface Policies {
  /** Inline and attached policies of a role. */
  readonly identity: readonly Policy[];
  /** Undefined where the role has none. */
  readonly boundary: Policy | undefined;
  /** Undefined where the resource has none. */
  readonly resource: Policy | undefined;
}

export type Decision =
  | { readonly isAllowed: true }
  | { readonly isAllowed: false; readonly reason: Reason };

export type Reason =
  | 'explicit deny in an identity-based policy'
  | 'explicit deny in a resource-based policy'
  | 'explicit deny in a permissions boundary'
  | 'no identity-based policy'
  | 'no resource-based policy'
  | 'no permissions boundary';

const ALLOWED: Decision = { isAllowed: true };

export function decide(request: AccessRequest, policies: Policies): Decision {
  const identity = policies.identity.map((policy) => evaluateIdentityPolicy(policy, request));
  const boundary =
    policies.boundary === undefined ? 'Allow' : evaluateIdentityPolicy(policies.boundary, request);
  const resource =
    policies.resource === undefined ? 'None' : evaluateResourcePolicy(policies.resource, request);
  if (identity.includes('Deny')) return refuse('explicit deny in an identity-based policy');
  if (resource === 'Deny') return refuse('explicit deny in a resource-based policy');
  if (boundary === 'Deny') return refuse('explicit deny in a permissions boundary');
  // Key and trust policies must themselves admit the account: no identity policy can do without them.
  const needsResource =
    isTrust(request.action) || (isKey(request.action) && policies.resource !== undefined);
  if (request.principal.kind === 'root') {
    return isTrust(request.action) && resource === 'None'
      ? refuse('no resource-based policy')
      : ALLOWED;
  }
  if (resource === 'Allow') return ALLOWED;
  if (request.principal.kind === 'service' || (needsResource && resource === 'None')) {
    return refuse('no resource-based policy');
  }
  if (!identity.includes('Allow')) return refuse('no identity-based policy');
  return boundary === 'Allow' ? ALLOWED : refuse('no permissions boundary');
}

function isKey(action: string): boolean {
  return action.startsWith('kms:');
}

function isTrust(action: string): boolean {
  return action === 'sts:AssumeRole';
}

function refuse(reason: Reason): Decision {
  return { isAllowed: false, reason };
}
