// A database user as the Admin API has it, and what is asked of it.
// mongodb.com/docs/api/doc/atlas-admin-api-v2/operation/operation-updategroupdatabaseuser (and -getgroupdatabaseuser, -creategroupdatabaseuser)
import * as z from 'zod/mini';
import { RotationError } from '../../../rotation/errors.ts';
import { findMissingRights } from '../../database/same-rights.ts';
import type { AdminApi } from './admin-api.ts';

const authType = z._default(z.string(), 'NONE');
const label = z.object({ key: z.string(), value: z.string() });
const databaseUser = z.object({
  awsIAMType: authType,
  ldapAuthType: authType,
  oidcAuthType: authType,
  x509Type: authType,
  roles: z.array(
    z.object({
      roleName: z.string(),
      databaseName: z.string(),
      collectionName: z.optional(z.string()),
    }),
  ),
  /** The clusters that the user may log in at; none means all. */
  scopes: z._default(z.array(z.object({ name: z.string(), type: z.string() })), []),
  labels: z._default(z.array(label), []),
  description: z.nullish(z.string()),
  deleteAfterDate: z.nullish(z.string()),
});
export type DatabaseUser = z.infer<typeof databaseUser>;
export type Label = z.infer<typeof label>;

export const databaseUsersPath = '/databaseUsers';

export function toPath(username: string): string {
  return `${databaseUsersPath}/admin/${encodeURIComponent(username)}`;
}

/** @throws RotationError InvalidConfiguration where it is a user that no password lets in */
export async function findDatabaseUser(
  api: AdminApi,
  username: string,
): Promise<DatabaseUser | undefined> {
  const answer = await api.find(toPath(username));
  if (answer === undefined) return undefined;
  const parsed = databaseUser.safeParse(answer);
  if (!parsed.success) {
    throw new RotationError(
      'Rekey.TargetFailed',
      'The Atlas Admin API answered in another form than its documentation has.',
    );
  }
  checkAuthType(parsed.data);
  return parsed.data;
}

/** @throws RotationError InvalidConfiguration */
export async function loadDatabaseUser(api: AdminApi, username: string): Promise<DatabaseUser> {
  const found = await findDatabaseUser(api, username);
  if (found !== undefined) return found;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'username in secret JSON: the project of rekey:options atlas=… has no such user in its database admin.',
  );
}

/**
 * What the second user must be given so that it may do what the first may.
 * @throws RotationError InvalidConfiguration where it may do more already, or one of the two will be gone in days
 */
export function findDifference(
  model: DatabaseUser,
  twin: DatabaseUser | undefined,
): Partial<Pick<DatabaseUser, 'roles' | 'scopes'>> {
  for (const user of [model, ...(twin === undefined ? [] : [twin])]) checkLasts(user);
  if (twin === undefined) return { roles: model.roles, scopes: model.scopes };
  const roles = findMissingRights(model.roles.map(toRoleText), twin.roles.map(toRoleText));
  const isWide = model.scopes.length === 0;
  const scopes = isWide
    ? twin.scopes.map(({ name }) => name)
    : findMissingRights(listScopes(model), listScopes(twin));
  return {
    ...(roles.length === 0 ? {} : { roles: model.roles }),
    ...(scopes.length === 0 ? {} : { scopes: model.scopes }),
  };
}

function listScopes({ scopes }: DatabaseUser): readonly string[] {
  return scopes.length === 0 ? ['all clusters'] : scopes.map(({ type, name }) => `${type} ${name}`);
}

function toRoleText({
  roleName,
  databaseName,
  collectionName,
}: DatabaseUser['roles'][number]): string {
  return `${roleName}@${databaseName}${collectionName === undefined ? '' : `.${collectionName}`}`;
}

function checkAuthType(user: DatabaseUser): void {
  const types = ['awsIAMType', 'ldapAuthType', 'oidcAuthType', 'x509Type'] as const;
  const other = types.find((type) => user[type] !== 'NONE');
  if (other === undefined) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `username in secret JSON: expected a user that logs in by a password, found one with an ${other}.`,
  );
}

function checkLasts({ deleteAfterDate }: DatabaseUser): void {
  if (typeof deleteAfterDate !== 'string') return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'username in secret JSON: expected a user that stays, found one that Atlas deletes by itself (deleteAfterDate).',
  );
}
