// What one kind of database says about its users. The two ways of rotating them, in turn or in place, are the same for each kind:
// two-users.ts and one-user.ts.
import type { Random } from '../../rotation/effects.ts';
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { CredentialState, Target, TargetContext } from '../../rotation/target.ts';
import { tellState } from '../credential-state.ts';
import { parseSecretFields, toSecretValue } from '../secret-json.ts';
import { checkSameServer, type Login } from './login.ts';

/** A user by itself. */
export interface DatabaseLogins<User extends Login, Session> {
  readonly name: string;
  /** True where the server counts wrong tries. */
  readonly locksOut: boolean;
  readUser(value: SecretValue): User;
  /** The admin's login, at the server of the user that it is to change. */
  readAdmin(admin: SecretValue, user: User): User;
  createPassword(random: Random): string;
  /** Logs in, and is closed when the work is done. The signal ends it at once. */
  withSession<Result>(
    user: User,
    signal: AbortSignal,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result>;
  /** As an admin. */
  setPassword(session: Session, user: User, password: SecretValue, random: Random): Promise<void>;
  /** In the user's own session. */
  setOwnPassword(
    session: Session,
    user: User,
    password: SecretValue,
    random: Random,
  ): Promise<void>;
}

/** Two that take turns. */
export interface DatabaseUsers<User extends Login, Session> extends DatabaseLogins<User, Session> {
  /** The other of the two. */
  toTwin(username: string): string;
  /**
   * Makes `pending` if it is not there, gives it all that `current` may, and then lets it log in. Done in part by a call that died, it
   * is done as a whole by the next.
   */
  prepareUser(session: Session, pair: UserPair<User>, random: Random): Promise<void>;
  /** Nobody logs in as the user any more; sessions that are open go on. No such user: nothing to do. */
  disableUser(session: Session, user: User, random: Random): Promise<void>;
  /** Where a login tells a user that we disabled from one that is shut for a while no different: what the admin sees. */
  readonly isDisabled?: (session: Session, user: User) => Promise<boolean>;
}

export interface UserPair<User> {
  readonly current: User;
  readonly pending: User;
}

/** @throws RotationError InvalidConfiguration where the two are not at one server */
export function readPair<User extends Login>(
  { readUser }: Pick<DatabaseLogins<User, unknown>, 'readUser'>,
  credentials: UserPair<SecretValue>,
): UserPair<User> {
  const current = readUser(credentials.current);
  const pending = readUser(credentials.pending);
  checkSameServer(current, pending);
  return { current, pending };
}

/** The current value with a new password, and another user where users take turns. */
export function createUserValue(
  { createPassword }: Pick<DatabaseLogins<Login, unknown>, 'createPassword'>,
  current: SecretValue,
  username: string,
  { random }: TargetContext,
): SecretValue {
  return toSecretValue(parseSecretFields(current), { username, password: createPassword(random) });
}

/** The members of the contract that only log in. */
export function createLoginChecks<User extends Login, Session>(
  users: DatabaseLogins<User, Session>,
): Pick<
  Required<Target>,
  'name' | 'check' | 'test' | 'verify' | 'creation' | 'propagationMs' | 'locksOut'
> {
  return {
    name: users.name,
    creation: 'pure',
    propagationMs: 0,
    locksOut: users.locksOut,
    check: (value) => {
      users.readUser(value);
    },
    test: async (credentials, { signal }) => {
      await users.withSession(readPair(users, credentials).pending, signal, async () => {});
    },
    verify: async (value, { signal }) => await logIn(users, users.readUser(value), signal),
  };
}

async function logIn<User extends Login, Session>(
  users: DatabaseLogins<User, Session>,
  user: User,
  signal: AbortSignal,
): Promise<CredentialState> {
  return await tellState(() => users.withSession(user, signal, async () => {}));
}

/** @throws RotationError InvalidConfiguration where no admin is named, or one of another server */
export async function withAdmin<User extends Login, Session, Result>(
  users: DatabaseLogins<User, Session>,
  user: User,
  { admin, signal }: TargetContext,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  if (admin !== undefined) {
    return await users.withSession(users.readAdmin(admin, user), signal, work);
  }
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'Tag rekey:admin: expected the secret of a user that may change users, found none. With rekey:options users=one the user changes its own password, without overlap.',
  );
}
