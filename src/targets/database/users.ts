// What one kind of database says about its users. The two ways of rotating them, in turn or in place, are the same for each kind:
// two-users.ts and one-user.ts.
import type { Random } from '../../rotation/effects.ts';
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { CredentialState, Target, TargetContext } from '../../rotation/target.ts';
import { tellState } from '../credential-state.ts';
import { parseSecretFields, toSecretValue } from '../secret-json.ts';
import { checkSameServer, type Login } from './login.ts';

/** Of a user's password: just now it was set, or another one was; or that is long ago, or nobody knows. */
export type Outlook = 'to-work' | 'to-end' | 'settled';

/** A user by itself. An admin's session is mostly one like the user's, at the same server. */
export interface DatabaseLogins<User extends Login, Session, Admin = Session> {
  readonly name: string;
  /** True where the server counts wrong tries. */
  readonly locksOut: boolean;
  /** How long a change may take to reach the server, milliseconds. Left out: none. */
  readonly propagationMs?: number;
  readUser(value: SecretValue): User;
  createPassword(random: Random): string;
  /** Logs in, and is closed when the work is done. The signal ends it at once. */
  withSession<Result>(
    user: User,
    signal: AbortSignal,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result>;
  /** The same for the admin that may change `user`, at the user's server. */
  withAdminSession<Result>(
    admin: SecretValue,
    user: User,
    context: TargetContext,
    work: (session: Admin) => Promise<Result>,
  ): Promise<Result>;
  /** As an admin. */
  setPassword(session: Admin, user: User, password: SecretValue, random: Random): Promise<void>;
  /** In the user's own session. Left out where a user cannot change itself. */
  readonly setOwnPassword?: (
    session: Session,
    user: User,
    password: SecretValue,
    random: Random,
  ) => Promise<void>;
  /** Where changes take their time: what the one who takes them says about a user's password. */
  readonly foresee?: (session: Admin, user: User) => Promise<Outlook>;
}

/** Two that take turns. */
export interface DatabaseUsers<User extends Login, Session, Admin = Session>
  extends DatabaseLogins<User, Session, Admin> {
  /** The other of the two. */
  toTwin(username: string): string;
  /**
   * Makes `pending` if it is not there, gives it all that `current` may, and then lets it log in. Done in part by a call that died, it
   * is done as a whole by the next.
   */
  prepareUser(session: Admin, pair: UserPair<User>, random: Random): Promise<void>;
  /** Nobody logs in as the user any more; sessions that are open go on. No such user: nothing to do. */
  disableUser(session: Admin, user: User, random: Random): Promise<void>;
  /** Where a login tells a user that we disabled from one that is shut for a while no different: what the admin sees. */
  readonly isDisabled?: (session: Admin, user: User) => Promise<boolean>;
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
export function createLoginChecks<User extends Login, Session, Admin>(
  users: DatabaseLogins<User, Session, Admin>,
): Pick<
  Required<Target>,
  'name' | 'check' | 'test' | 'verify' | 'creation' | 'propagationMs' | 'locksOut'
> {
  return {
    name: users.name,
    creation: 'pure',
    propagationMs: users.propagationMs ?? 0,
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

async function logIn<User extends Login, Session, Admin>(
  users: DatabaseLogins<User, Session, Admin>,
  user: User,
  signal: AbortSignal,
): Promise<CredentialState> {
  return await tellState(() => users.withSession(user, signal, async () => {}));
}

/** @throws RotationError InvalidConfiguration where no admin is named, or one of another server */
export async function withAdmin<User extends Login, Session, Admin, Result>(
  users: DatabaseLogins<User, Session, Admin>,
  user: User,
  context: TargetContext,
  work: (session: Admin) => Promise<Result>,
): Promise<Result> {
  const { admin } = context;
  if (admin !== undefined) return await users.withAdminSession(admin, user, context, work);
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    users.setOwnPassword === undefined
      ? 'Tag rekey:admin: expected the secret of whoever may change users, found none. Here no user changes itself.'
      : 'Tag rekey:admin: expected the secret of a user that may change users, found none. With rekey:options users=one the user changes its own password, without overlap.',
  );
}
