// The users of a MySQL or MariaDB server, for the ways of rotating that all databases have.
import type { Random } from '../../rotation/effects.ts';
import { isRotationError, RotationError } from '../../rotation/errors.ts';
import { SecretValue } from '../../rotation/secret-value.ts';
import { type Login, readAdminLogin, readLogin } from '../database/login.ts';
import { findMissingRights } from '../database/same-rights.ts';
import { toTwinName } from '../database/twin-name.ts';
import type { DatabaseUsers, UserPair } from '../database/users.ts';
import { createRandomText } from '../random-text.ts';
import { type Account, type Dialect, severalWays, toText, type Writing } from './account.ts';
import { listGrants } from './grants.ts';
import { mariadb } from './mariadb.ts';
import { mysqlServer } from './mysql-server.ts';
import { type Session, withSession } from './session.ts';
import type { MysqlSettings } from './settings.ts';
import { quoteAccount } from './sql.ts';

/** A session, and the words that its server understands. */
export interface UserSession extends Session {
  readonly dialect: Dialect;
  readonly signal: AbortSignal;
}

export interface MysqlUsers extends DatabaseUsers<Login, UserSession> {
  write(random: Random): Writing;
}

const ENGINE = { names: ['mysql', 'mariadb', 'aurora-mysql', 'aurora'], port: 3306 };
/** MariaDB's. MySQL takes 32 characters, and says so itself. */
const NAMING = { suffix: '_clone', bytesMax: 128 };

export function createMysqlUsers(settings: MysqlSettings): MysqlUsers {
  const users: MysqlUsers = {
    name: 'mysql',
    locksOut: false,
    readUser: (value) => readLogin(value, ENGINE),
    toTwin: (username) => toTwinName(username, NAMING),
    createPassword: (random) => createPassword(settings.length, random),
    withSession: async (user, signal, work) =>
      await withSession(
        user,
        settings.tls,
        signal,
        async (session) => await work({ ...session, signal, dialect: await findDialect(session) }),
      ),
    withAdminSession: async (admin, user, { signal }, work) => {
      // No database: an admin need not have a right to it.
      const login = { ...readAdminLogin(admin, user, ENGINE), dbname: undefined };
      return await users.withSession(login, signal, work);
    },
    setPassword: async (session, user, password, random) => {
      const account = await loadAccount(session, user, users);
      const passwords = { current: user.password, added: password };
      await session.dialect.replacePassword(session, account, passwords, users.write(random));
    },
    setOwnPassword: async (session, _user, password, random) => {
      await session.dialect.replaceOwnPassword(session, password, users.write(random));
    },
    prepareUser: async (session, pair, random) => {
      await prepareTwin(session, pair, users, users.write(random));
    },
    disableUser: async (session, user, random) => {
      const account = await findAccount(session, user, users).catch(toNoAccount);
      if (account === undefined || account.methods.length === 0) return;
      const nobodys = new SecretValue(createPassword(settings.length, random));
      const clause = session.dialect.identify(account, nobodys, users.write(random));
      await session.query(`ALTER USER ${quoteAccount(account)} ${clause} ACCOUNT LOCK`);
    },
    write: (random) => ({ send: settings.send, random }),
  };
  return users;
}

/** One of each class, as the servers' policies want it by default. */
function createPassword(length: number, random: Random): string {
  return createRandomText(
    { alphabet: 'pgpass-safe', length, require: ['lowercase', 'uppercase', 'digit', 'symbol'] },
    random,
  );
}

/** Also a first look at the session: a user whose password has expired may log in, and then do nothing. */
async function findDialect(session: Session): Promise<Dialect> {
  const [row = {}] = await session.query('SELECT VERSION() AS version');
  return toText(row, 'version').includes('MariaDB') ? mariadb : mysqlServer;
}

/** @throws RotationError InvalidConfiguration where there is no such account, or it cannot be told which */
export async function loadAccount(
  session: UserSession,
  user: Login,
  users: Pick<MysqlUsers, 'withSession'>,
): Promise<Account> {
  const account = await findAccount(session, user, users);
  if (account !== undefined) return account;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'username in secret JSON: expected a user of the server, found none of that name, or a login that ends at another account.',
  );
}

/** The account that the user's login ends at. A name may have several, each for its hosts: then a login tells which one it is. */
async function findAccount(
  { dialect, query, signal }: UserSession,
  user: Login,
  users: Pick<MysqlUsers, 'withSession'>,
): Promise<Account | undefined> {
  const accounts = await dialect.findAccounts({ query }, user.username);
  if (accounts.length < 2) return accounts[0];
  const host = await users.withSession({ ...user, dbname: undefined }, signal, readOwnHost);
  return accounts.find((account) => account.host === host);
}

/** CURRENT_USER() is user@host, as the server has chosen it. */
async function readOwnHost({ query }: Session): Promise<string> {
  const [row = {}] = await query('SELECT CURRENT_USER() AS account');
  const account = toText(row, 'account');
  return account.slice(account.lastIndexOf('@') + 1);
}

/** Locked until it has all that the other has: a crash on the way leaves nothing that anybody could log in to. */
async function prepareTwin(
  session: UserSession,
  { current, pending }: UserPair<Login>,
  users: MysqlUsers,
  writing: Writing,
): Promise<void> {
  const { dialect } = session;
  const from = await loadAccount(session, current, users);
  const twin = { username: pending.username, host: from.host };
  const name = quoteAccount(twin);
  const accounts = await dialect.findAccounts(session, twin.username);
  const found = accounts.find(({ host }) => host === twin.host);
  for (const account of [from, found]) {
    if (account !== undefined && account.methods.length > 1) throw severalWays();
  }
  const missing = findMissingRights(
    await listGrants(session, dialect, from, twin),
    found === undefined ? [] : await listGrants(session, dialect, twin, twin),
  );
  const clause = dialect.identify(from, pending.password, writing);
  if (found === undefined) await session.query(`CREATE USER ${name} ${clause} ACCOUNT LOCK`);
  for (const grant of missing) await session.query(grant);
  await session.query(`ALTER USER ${name} ${clause} ${from.demands} ACCOUNT UNLOCK`);
}

/** Where a login would have to tell which account it is, and is refused, there is nothing left to be shut. */
function toNoAccount(error: unknown): undefined {
  if (isRotationError(error) && error.code === 'Rekey.CredentialRefused') return undefined;
  throw error;
}
