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
  return {
    identity: listNamedPolicies(store, role).map(({ policy }) => policy),
    boundary: findBoundary(store, role),
  };
}

export interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

/** Inline and attached. */
export function listNamedPolicies(store: IamStore, role: StoredRole): readonly NamedPolicy[] {
  const inline = Object.entries(role.inlinePolicies);
  const attached = role.attachedArns.map((arn) => [arn, findDocument(store, arn)] as const);
  return [...inline, ...attached].flatMap(([name, text]) =>
    text === undefined ? [] : [{ name, policy: parsePolicy(text) }],
  );
}

/** AWS's or the account's own. */
export function findAnyPolicy(store: IamStore, arn: string): StoredPolicy | undefined {
  return MANAGED_POLICIES.get(arn) ?? store.findPolicy(arn);
}

/** A boundary whose policy is gone allows nothing; undefined where the role has none. */
export function findBoundary(store: IamStore, { boundaryArn }: StoredRole): Policy | undefined {
  if (boundaryArn === undefined) return undefined;
  const document = findDocument(store, boundaryArn);
  return document === undefined ? { statements: [] } : parsePolicy(document);
}

function findDocument(store: IamStore, arn: string): string | undefined {
  const policy = findAnyPolicy(store, arn);
  return policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document;
}
