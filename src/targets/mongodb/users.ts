// What is said to MongoDB about users. A user belongs to a database, and holds roles there and elsewhere.
// mongodb.com/docs/manual/reference/command/nav-user-management
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import { findMissingRights } from '../database/same-rights.ts';
import type { UserPair } from '../database/users.ts';
import type { MongoLogin } from './login.ts';
import type { Session } from './session.ts';

interface Role {
  readonly role: string;
  readonly db: string;
}

interface UserInfo {
  readonly roles: readonly Role[];
  /** From which addresses the user may log in. */
  readonly authenticationRestrictions?: readonly unknown[];
}

export async function setPassword(
  session: Session,
  { username, authSource }: MongoLogin,
  password: SecretValue,
): Promise<void> {
  await session.command(authSource, { updateUser: username, pwd: password.reveal() });
}

/** One command makes or changes the user with all it needs, so nothing half done is left. */
export async function prepareUser(
  session: Session,
  { current, pending }: UserPair<MongoLogin>,
): Promise<void> {
  const model = await loadUser(session, current);
  const found = await findUser(session, pending);
  const missing = findMissingRights(model.roles.map(toText), (found?.roles ?? []).map(toText));
  const { authenticationRestrictions = [] } = model;
  const restricted =
    authenticationRestrictions.length > 0 || (found?.authenticationRestrictions ?? []).length > 0;
  await session.command(pending.authSource, {
    [found === undefined ? 'createUser' : 'updateUser']: pending.username,
    pwd: pending.password.reveal(),
    ...(found === undefined || missing.length > 0 ? { roles: model.roles } : {}),
    ...(restricted ? { authenticationRestrictions } : {}),
  });
}

/** MongoDB cannot switch a user off, and would end the sessions of one that it drops: nobody knows the password that it is left with. */
export async function disableUser(
  session: Session,
  user: MongoLogin,
  unknown: SecretValue,
): Promise<void> {
  if ((await findUser(session, user)) !== undefined) await setPassword(session, user, unknown);
}

async function loadUser(session: Session, user: MongoLogin): Promise<UserInfo> {
  const found = await findUser(session, user);
  if (found !== undefined) return found;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'username in secret JSON: expected a user of its authSource, found none; if it is kept in another database, name that as authSource.',
  );
}

async function findUser(
  session: Session,
  { username, authSource }: MongoLogin,
): Promise<UserInfo | undefined> {
  const question = { usersInfo: { user: username, db: authSource } };
  const answer =
    (await session.tryCommand(authSource, { ...question, showAuthenticationRestrictions: true })) ??
    (await session.command(authSource, question));
  const [found] = answer['users'] as readonly UserInfo[];
  return found;
}

function toText({ role, db }: Role): string {
  return `${role}@${db}`;
}
