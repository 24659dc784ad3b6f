// The policies that decide what a role or a user may do: inline, attached, and the boundary.
import type { Principal } from '../service.ts';
import { MANAGED_POLICIES } from './managed-policies.ts';
import type { Policies } from './policy/decide.ts';
import { type Policy, parsePolicy } from './policy/document.ts';
import { findRoleName, type IamStore, type PolicyHolder, type StoredPolicy } from './store.ts';

export type IdentityPolicies = Pick<Policies, 'identity' | 'boundary'>;

/** Undefined for root and services, and for a role or user that is gone. */
export function findHolder(store: IamStore, principal: Principal): PolicyHolder | undefined {
  switch (principal.kind) {
    case 'role': {
      const name = findRoleName(principal.roleArn);
      return name === undefined ? undefined : store.findRole(name);
    }
    case 'user':
      return store.findUser(principal.userName);
    case 'root':
    case 'service':
      return undefined;
  }
}

/** A role or user that is gone has no rights left, whatever sessions it has. */
export function findIdentityPolicies(
  store: IamStore,
  holder: PolicyHolder | undefined,
): IdentityPolicies {
  if (holder === undefined) return { identity: [], boundary: undefined };
  return {
    identity: listNamedPolicies(store, holder).map(({ policy }) => policy),
    boundary: findBoundary(store, holder),
  };
}

export interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

/** Inline and attached. */
export function listNamedPolicies(store: IamStore, holder: PolicyHolder): readonly NamedPolicy[] {
  const inline = Object.entries(holder.inlinePolicies);
  const attached = holder.attachedArns.map((arn) => [arn, findDocument(store, arn)] as const);
  return [...inline, ...attached].flatMap(([name, text]) =>
    text === undefined ? [] : [{ name, policy: parsePolicy(text) }],
  );
}

/** AWS's or the account's own. */
export function findAnyPolicy(store: IamStore, arn: string): StoredPolicy | undefined {
  return MANAGED_POLICIES.get(arn) ?? store.findPolicy(arn);
}

/** A boundary whose policy is gone allows nothing; undefined where there is none. */
export function findBoundary(store: IamStore, { boundaryArn }: PolicyHolder): Policy | undefined {
  if (boundaryArn === undefined) return undefined;
  const document = findDocument(store, boundaryArn);
  return document === undefined ? { statements: [] } : parsePolicy(document);
}

function findDocument(store: IamStore, arn: string): string | undefined {
  const policy = findAnyPolicy(store, arn);
  return policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document;
}
