// What IAM's actions on users share: how a user is found, named and permitted.
import type { CallContext, Conditions, Permission } from '../service.ts';
import type { AccessKey } from './access-keys.ts';
import { mustNameUser, noSuchAccessKey, noSuchUser } from './errors.ts';
import { type Iam, ofHolderTags } from './iam.ts';
import type { StoredUser } from './store.ts';

/** @throws ServiceError NoSuchEntity */
export function loadUser({ store }: Iam, name: string | undefined): StoredUser {
  const user = store.findUser(name ?? '');
  if (user === undefined) throw noSuchUser(name ?? '');
  return user;
}

export function toUserArn({ accountId }: Iam, path: string, name: string): string {
  return `arn:aws:iam::${accountId}:user${path}${name}`;
}

/** The permission for `action` on a user who may not exist yet. */
export function onUser(
  iam: Iam,
  action: string,
  name: string | undefined,
  conditions: Conditions = {},
): readonly Permission[] {
  const user = iam.store.findUser(name ?? '');
  const resource = user?.arn ?? toUserArn(iam, '/', name ?? '');
  return [{ action, resource, conditions, resourceConditions: ofHolderTags(user) }];
}

/**
 * "If you do not specify a user name, IAM determines the user name implicitly based on the access key."
 * @throws ServiceError ValidationError where the caller is no user
 */
export function nameUser(named: string | undefined, { principal }: CallContext): string {
  if (named !== undefined) return named;
  if (principal.kind !== 'user') throw mustNameUser();
  return principal.userName;
}

/** The user's own. @throws ServiceError NoSuchEntity */
export function loadAccessKey(iam: Iam, id: string | undefined, userName: string): AccessKey {
  loadUser(iam, userName);
  const key = iam.accessKeys.find(id ?? '');
  if (key === undefined || key.userName !== userName) throw noSuchAccessKey(id ?? '');
  return key;
}

/** The condition by which an administrator allows users to be made with a boundary only. */
export function onBoundary(boundaryArn: string | undefined): Readonly<Record<string, string>> {
  return boundaryArn === undefined ? {} : { 'iam:PermissionsBoundary': boundaryArn };
}
