// The users of a Redshift server, which speaks PostgreSQL's wire and has statements of its own for users.
// docs.aws.amazon.com/redshift/latest/dg/r_ALTER_USER.html
import { createHash } from 'node:crypto';
import type { Random } from '../../rotation/effects.ts';
import { isRotationError, RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import { type Login, readAdminLogin, readLogin } from '../database/login.ts';
import { findMissingRights } from '../database/same-rights.ts';
import { toTwinName } from '../database/twin-name.ts';
import type { DatabaseUsers, UserPair } from '../database/users.ts';
import { type Session, withSession } from '../postgres/session.ts';
import { createRandomText } from '../random-text.ts';
import type { TlsMode } from '../tls.ts';
import { listRights, quoteName, quoteText } from './rights.ts';

export interface RedshiftSettings {
  /** `hash`: the server is given MD5(password + user), as it keeps it; `text`: the password. */
  readonly send: 'hash' | 'text';
  readonly tls: TlsMode;
  readonly length: number;
}

const ENGINE = { names: ['redshift'], port: 5439 };
/** The database that every cluster and workgroup has, unless it was named otherwise. */
const DATABASE = 'dev';
const NAMING = { suffix: '_clone', bytesMax: 127 };

export function createRedshiftUsers({
  send,
  tls,
  length,
}: RedshiftSettings): DatabaseUsers<Login, Session> {
  const setPassword = async (
    session: Session,
    username: string,
    password: SecretValue,
  ): Promise<void> => {
    const text = send === 'text' ? password.reveal() : hashPassword(username, password);
    await session.query(`ALTER USER ${quoteName(username)} PASSWORD ${quoteText(text)}`);
  };
  return {
    name: 'redshift',
    locksOut: false,
    readUser: (value) => withDatabase(readLogin(value, ENGINE)),
    toTwin: (username) => toTwinName(username, NAMING),
    createPassword: (random) =>
      createRandomText(
        { alphabet: 'pgpass-safe', length, require: ['lowercase', 'uppercase', 'digit'] },
        random,
      ),
    withSession: async (user, signal, work) => await logIn(user, tls, signal, work),
    withAdminSession: async (admin, user, { signal }, work) =>
      await logIn(withDatabase(readAdminLogin(admin, user, ENGINE)), tls, signal, work),
    setPassword: async (session, user, password) => {
      await setPassword(session, user.username, password);
    },
    setOwnPassword: async (session, user, password) => {
      await setPassword(session, user.username, password);
    },
    prepareUser: async (session, pair, random) => {
      await prepareTwin(session, pair, random);
      await setPassword(session, pair.pending.username, pair.pending.password);
    },
    disableUser: async (session, { username }, random) => {
      if (!(await isThere(session, username))) return;
      const nobodys = quoteText(createNobodysHash(random));
      await session.query(`ALTER USER ${quoteName(username)} PASSWORD ${nobodys}`);
    },
  };
}

/** All but the password: a crash on the way leaves a user that nobody can log in as. */
async function prepareTwin(
  session: Session,
  { current, pending }: UserPair<Login>,
  random: Random,
): Promise<void> {
  const exists = await isThere(session, pending.username);
  const missing = findMissingRights(
    await listRights(session, current.username, pending.username),
    exists ? await listRights(session, pending.username, pending.username) : [],
  );
  if (!exists) {
    const nobodys = quoteText(createNobodysHash(random));
    await session.query(`CREATE USER ${quoteName(pending.username)} PASSWORD ${nobodys}`);
  }
  for (const statement of missing) await session.query(statement);
}

async function isThere(session: Session, username: string): Promise<boolean> {
  const rows = await session.query(`SELECT 1 FROM pg_user WHERE usename = ${quoteText(username)}`);
  return rows.length > 0;
}

function hashPassword(username: string, password: SecretValue): string {
  return `md5${createHash('md5').update(password.reveal()).update(username).digest('hex')}`;
}

/** Of no password that anybody knows. */
function createNobodysHash(random: Random): string {
  return `md5${Buffer.from(random.bytes(16)).toString('hex')}`;
}

function withDatabase(login: Login): Login {
  return { ...login, dbname: login.dbname ?? DATABASE };
}

async function logIn<Result>(
  user: Login,
  tls: TlsMode,
  signal: AbortSignal,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  try {
    return await withSession(user, tls, signal, work);
  } catch (error) {
    throw toRefusal(error);
  }
}

/** Redshift comes from a PostgreSQL that had no SQLSTATE of its own for a wrong password. */
function toRefusal(error: unknown): unknown {
  if (!isRotationError(error)) return error;
  const { code, routine } = (error.cause ?? {}) as { code?: string; routine?: string };
  if (code !== '28000' || routine !== 'auth_failed') return error;
  return new RotationError(
    'Rekey.CredentialRefused',
    'The database refuses the user or the password (SQLSTATE 28000).',
  );
}
