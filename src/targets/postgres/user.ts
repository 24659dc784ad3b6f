// What both ways of rotating a user share: reading its secret, a new password, and a fresh login.
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { Target, TargetContext } from '../../rotation/target.ts';
import { tellState } from '../credential-state.ts';
import { checkSameServer, type Login, readAdminLogin, readLogin } from '../database/login.ts';
import { createRandomText } from '../random-text.ts';
import { parseSecretFields, toSecretValue } from '../secret-json.ts';
import { type Session, withSession } from './session.ts';
import type { PostgresSettings } from './settings.ts';

const ENGINE = { names: ['postgres', 'postgresql', 'aurora-postgresql'], port: 5432 };

export function readUser(value: SecretValue): Login {
  return readLogin(value, ENGINE);
}

export interface UserPair {
  readonly current: Login;
  readonly pending: Login;
}

/** @throws RotationError InvalidConfiguration where the two are not at one server */
export function readUsers(credentials: {
  readonly current: SecretValue;
  readonly pending: SecretValue;
}): UserPair {
  const current = readUser(credentials.current);
  const pending = readUser(credentials.pending);
  checkSameServer(current, pending);
  return { current, pending };
}

/** The current value with another password, and another user where users take turns. */
export function createUserValue(
  current: SecretValue,
  username: string,
  { length }: PostgresSettings,
  { random }: TargetContext,
): SecretValue {
  const password = createRandomText({ alphabet: 'pgpass-safe', length, require: [] }, random);
  return toSecretValue(parseSecretFields(current), { username, password });
}

/** The members of the contract that only log in. */
export function createLoginChecks({
  tls,
}: PostgresSettings): Pick<
  Required<Target>,
  'check' | 'test' | 'verify' | 'creation' | 'propagationMs' | 'locksOut'
> {
  const logIn = async (login: Login, { signal }: TargetContext): Promise<void> => {
    await withSession(login, tls, signal, (session) => session.query('SELECT 1'));
  };
  return {
    creation: 'pure',
    propagationMs: 0,
    locksOut: false,
    check: (value) => {
      readUser(value);
    },
    test: async (credentials, context) => {
      await logIn(readUsers(credentials).pending, context);
    },
    verify: async (value, context) => await tellState(() => logIn(readUser(value), context)),
  };
}

/** @throws RotationError InvalidConfiguration where no admin is named, or one of another server */
export async function withAdmin<Result>(
  current: Login,
  { tls }: PostgresSettings,
  { admin, signal }: TargetContext,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  if (admin !== undefined) {
    return await withSession(readAdminLogin(admin, current, ENGINE), tls, signal, work);
  }
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'Tag rekey:admin: expected the secret of a user that may change roles, found none. With rekey:options users=one the user changes its own password, without overlap.',
  );
}
