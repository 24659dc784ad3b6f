// The policies that decide what a role may do: inline, attached, and the boundary.
import { MANAGED_POLICIES } from './managed-policies.ts';
import type { Policies } from './policy/decide.ts';
import { type Policy, parsePolicy } from './policy/document.ts';
import type { IamStore, StoredPolicy, StoredRole } from './store.ts';

export type IdentityPolicies = Pick<Policies, 'identity' | 'boundary'>;

/** A role that is gone has no rights left, whatever sessions it has. */
export function findIdentityPolicies(
  store: IamStore,
  role: StoredRole | undefined,
): IdentityPolicies {
  if (role === undefined) return { identity: [], boundary: undefined };
  const attached = role.attachedArns.map((arn) => findDocument(store, arn));
  const documents = [...Object.values(role.inlinePolicies), ...attached];
  return {
    identity: documents.filter((text) => text !== undefined).map(parsePolicy),
    boundary: role.boundaryArn === undefined ? undefined : findBoundary(store, role.boundaryArn),
  };
}

/** AWS's or the account's own. */
export function findAnyPolicy(store: IamStore, arn: string): StoredPolicy | undefined {
  return MANAGED_POLICIES.get(arn) ?? store.findPolicy(arn);
}

/** A boundary whose policy is gone allows nothing. */
function findBoundary(store: IamStore, arn: string): Policy {
  const document = findDocument(store, arn);
  return document === undefined ? { statements: [] } : parsePolicy(document);
}

function findDocument(store: IamStore, arn: string): string | undefined {
  const policy = findAnyPolicy(store, arn);
  return policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document;
}
