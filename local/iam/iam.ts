// What IAM's actions share: the store, time and chance, and how things are found or refused.
import type { Clock } from '../clock.ts';
import { pickCharacters, type Random } from '../random.ts';
import type { Conditions, Permission } from '../service.ts';
import type { Store } from '../store.ts';
import { ofResourceTags } from '../tag-conditions.ts';
import type { AccessKeys } from './access-keys.ts';
import { invalidInput, malformedPolicy, noSuchPolicy, noSuchRole } from './errors.ts';
import { findAnyPolicy } from './find-policies.ts';
import { checkPolicyDocument, type DocumentKind } from './policy/check-document.ts';
import { PolicySyntaxError } from './policy/document.ts';
import type { IamStore, PolicyHolder, StoredPolicy, StoredRole, StoredTag } from './store.ts';

export interface Iam {
  readonly store: IamStore;
  readonly accessKeys: AccessKeys;
  readonly transaction: Store['transaction'];
  readonly clock: Clock;
  readonly random: Random;
  readonly accountId: string;
}

const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ID_CHARACTERS = 17;
const TAGS_MAX = 50;

/** @throws ServiceError NoSuchEntity */
export function loadRole({ store }: Iam, name: string | undefined): StoredRole {
  const role = store.findRole(name ?? '');
  if (role === undefined) throw noSuchRole(name ?? '');
  return role;
}

/** AWS's own policies included. @throws ServiceError NoSuchEntity */
export function loadPolicy({ store }: Iam, arn: string | undefined): StoredPolicy {
  const policy = findAnyPolicy(store, arn ?? '');
  if (policy === undefined) throw noSuchPolicy(arn ?? '');
  return policy;
}

export function countAttachments({ store }: Iam, arn: string): number {
  return [...store.listRoles(), ...store.listUsers()].filter(({ document }) =>
    document.attachedArns.includes(arn),
  ).length;
}

export function isAwsOwned(policyArn: string): boolean {
  return policyArn.startsWith('arn:aws:iam::aws:');
}

/** `AROA…` for roles, `AIDA…` for users, `ANPA…` for policies. */
export function createId({ random }: Iam, prefix: string): string {
  return prefix + pickCharacters(random, ID_ALPHABET, ID_CHARACTERS);
}

export function toRoleArn({ accountId }: Iam, path: string, name: string): string {
  return `arn:aws:iam::${accountId}:role${path}${name}`;
}

/** The permission for `action` on a role that may not exist yet. */
export function onRole(
  iam: Iam,
  action: string,
  name: string | undefined,
  conditions: Conditions = {},
): readonly Permission[] {
  const role = iam.store.findRole(name ?? '');
  const resource = role?.arn ?? toRoleArn(iam, '/', name ?? '');
  return [{ action, resource, conditions, resourceConditions: ofHolderTags(role) }];
}

/** Roles and users have the key under IAM's own name, too; policies under AWS's alone. */
export function ofHolderTags(holder: PolicyHolder | undefined): () => Conditions {
  return ofResourceTags(() => holder?.tags, ['aws', 'iam']);
}

/** The permission for `action` on a managed policy. */
export function onPolicy({ store }: Iam, action: string, arn = ''): readonly Permission[] {
  const resourceConditions = ofResourceTags(() => store.findPolicy(arn)?.tags);
  return [{ action, resource: arn, resourceConditions }];
}

/** @throws ServiceError MalformedPolicyDocument */
export function checkDocument(document = '', kind: DocumentKind): string {
  try {
    checkPolicyDocument(document, kind);
    return document;
  } catch (error) {
    throw error instanceof PolicySyntaxError ? malformedPolicy(error.message) : error;
  }
}

/** Tags of `own` with `added` set, in the order of their first setting. */
export function applyTags(
  own: readonly StoredTag[],
  added: readonly { readonly Key: string | undefined; readonly Value: string | undefined }[],
): readonly StoredTag[] {
  const tags = new Map(own.map(({ Key, Value }) => [Key, Value]));
  for (const { Key = '', Value = '' } of added) tags.set(Key, Value);
  if (tags.size > TAGS_MAX)
    throw invalidInput(`The number of tags has reached the maximum limit of ${String(TAGS_MAX)}.`);
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}
