// The policies that decide what a role or a user may do: inline, attached, and the boundary.
import { keepResults } from '../kept-results.ts';
import type { Principal } from '../service.ts';
import { MANAGED_POLICIES } from './managed-policies.ts';
import type { Policies } from './policy/decide.ts';
import { type Policy, parsePolicy } from './policy/document.ts';
import { findRoleName, type IamStore, type PolicyHolder, type StoredPolicy } from './store.ts';

export type IdentityPolicies = Pick<Policies, 'identity' | 'boundary'>;

/** Undefined for root and services, and for a role or user that is gone. */
export function findHolder(store: IamStore, principal: Principal): PolicyHolder | undefined {
  switch (principal.kind) {
    case 'role':
      return store.findRole(toRoleName(principal.roleArn));
    case 'user':
      return store.findUser(principal.userName);
    case 'root':
    case 'service':
      return undefined;
  }
}

/** What narrows the rights of a role's session; undefined where nothing does. */
export function findSessionPolicies(principal: Principal): readonly Policy[] | undefined {
  const texts = principal.kind === 'role' ? principal.session?.policies : undefined;
  return texts?.map(parsePolicy);
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

/** Empty, which is no role's name, where the ARN is no role's. */
const toRoleName = keepResults((roleArn) => findRoleName(roleArn) ?? '');

export interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

/** Inline and attached. */
export function listNamedPolicies(store: IamStore, holder: PolicyHolder): readonly NamedPolicy[] {
  const inline = listInlinePolicies(holder);
  if (holder.attachedArns.length === 0) return inline;
  const attached = holder.attachedArns.flatMap((arn) => {
    const text = findDocument(store, arn);
    return text === undefined ? [] : [{ name: arn, policy: parsePolicy(text) }];
  });
  return [...inline, ...attached];
}

/** Documents of the store never change, so a holder's own policies are put together once for as long as it is kept. */
const inlinePolicies = new WeakMap<PolicyHolder, readonly NamedPolicy[]>();

function listInlinePolicies(holder: PolicyHolder): readonly NamedPolicy[] {
  const known = inlinePolicies.get(holder);
  if (known !== undefined) return known;
  const made = Object.entries(holder.inlinePolicies).map(([name, text]) => ({
    name,
    policy: parsePolicy(text),
  }));
  inlinePolicies.set(holder, made);
  return made;
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

/** A managed policy's default version. */
export function findDocument(store: IamStore, arn: string): string | undefined {
  const policy = findAnyPolicy(store, arn);
  return policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document;
}
