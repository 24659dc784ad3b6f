// What is said to MariaDB. An account has any number of authentication methods, of which one is enough, so two passwords are two methods
// of mysql_native_password. Methods that are not ours (unix_socket, ed25519) stay as they are. mariadb.com/kb/en/alter-user
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import {
  type Account,
  checkHasPassword,
  type Dialect,
  severalWays,
  toDemands,
  toJson,
  toText,
  type Writing,
} from './account.ts';
import { createHashFor, holdsPassword, type Method, NATIVE, unknownPlugin } from './hashes.ts';
import type { Row, Session } from './session.ts';
import { quoteAccount, quoteText, toBytes } from './sql.ts';

export const mariadb: Dialect = {
  findAccounts: async (session, username) => {
    const rows = await session.query(
      `SELECT Host AS host, Priv AS priv FROM mysql.global_priv WHERE User = ${toBytes(username)}`,
    );
    return rows.map((row) => toAccount(username, row));
  },
  addPassword: async (session, account, { current, added }, writing) => {
    checkHasPassword(account);
    checkCanBeTold(account);
    if (findMethod(account, added) !== undefined) return;
    const place = account.methods.findIndex(({ plugin }) => plugin === NATIVE) + 1;
    const methods = account.methods.toSpliced(place, 0, toMethod(added, writing));
    await identifyBy(session, account, methods, [current, added], writing);
  },
  removePassword: async (session, account, { removed, kept }, writing) => {
    const left = account.methods.filter((method) => !holdsPassword(method, removed));
    if (left.length === account.methods.length) return;
    if (left.length === 0) throw nothingLeft();
    await identifyBy(session, account, left, [kept], writing);
  },
  replacePassword: async (session, account, { current, added }, writing) => {
    checkHasPassword(account);
    checkCanBeTold(account);
    const natives = account.methods.filter(({ plugin }) => plugin === NATIVE);
    const old = findMethod(account, current) ?? (natives.length === 1 ? natives[0] : undefined);
    if (old === undefined) throw natives.length === 0 ? unknownPlugin() : severalWays();
    const methods = account.methods.map((method) =>
      method === old ? toMethod(added, writing) : method,
    );
    await identifyBy(session, account, methods, [added], writing);
  },
  replaceOwnPassword: async (session, password, writing) => {
    const [row = {}] = await session.query('SHOW CREATE USER');
    // SET PASSWORD changes every method of the account that has a password.
    if (Object.values(row).some((text) => / OR /.test(String(text)))) throw severalWays();
    const hash = createHashFor(NATIVE, password, writing.random);
    const text = quoteText(password.reveal());
    await session.query(
      `SET PASSWORD = ${writing.send === 'hash' ? quoteText(hash) : `PASSWORD(${text})`}`,
    );
  },
  identify: (_model, password, writing) =>
    toClause([toMethod(password, writing)], [password], writing),
  // SHOW GRANTS tells them.
  listDefaultRoles: async () => [],
};

/**
 * The server goes on to the next method where a password is wrong. One that the driver does not have would then end the login, and no wrong
 * password could be told from a right one. unix_socket asks the client for nothing.
 */
function checkCanBeTold({ methods }: Account): void {
  if (methods.every(({ plugin }) => plugin === NATIVE || plugin === 'unix_socket')) return;
  throw unknownPlugin();
}

/** One statement: all of it, or nothing. */
async function identifyBy(
  session: Session,
  account: Account,
  methods: readonly Method[],
  known: readonly SecretValue[],
  writing: Writing,
): Promise<void> {
  await session.query(`ALTER USER ${quoteAccount(account)} ${toClause(methods, known, writing)}`);
}

/** @param known passwords that may stand in the statement as text, if the options want them so */
function toClause(
  methods: readonly Method[],
  known: readonly SecretValue[],
  { send }: Writing,
): string {
  const parts = methods.map((method) => {
    if (method.kept === '') return method.plugin;
    const password =
      send === 'text' ? known.find((each) => holdsPassword(method, each)) : undefined;
    return password === undefined
      ? `${method.plugin} USING ${quoteText(method.kept)}`
      : `${method.plugin} USING PASSWORD(${quoteText(password.reveal())})`;
  });
  return `IDENTIFIED VIA ${parts.join(' OR ')}`;
}

function toMethod(password: SecretValue, { random }: Writing): Method {
  return { plugin: NATIVE, kept: createHashFor(NATIVE, password, random) };
}

function findMethod({ methods }: Account, password: SecretValue): Method | undefined {
  return methods.find((method) => holdsPassword(method, password));
}

/** `auth_or` has all methods in their order, of which `{}` is the one that stands beside it (mariadb.com/kb/en/mysqlglobal_priv-table). */
function toAccount(username: string, row: Row): Account {
  const priv = toJson(row, 'priv') as Priv;
  const first = { plugin: priv.plugin, authentication_string: priv.authentication_string };
  const methods = (priv.auth_or ?? [first])
    .map((each) => (each.plugin === undefined ? first : each))
    .map(({ plugin = '', authentication_string: kept = '' }) => ({ plugin, kept }))
    .filter(({ plugin, kept }) => plugin !== '' && !(plugin === NATIVE && kept === ''));
  const { max_questions, max_updates, max_connections, max_user_connections } = priv;
  return {
    username,
    host: toText(row, 'host'),
    methods,
    isLocked: priv.account_locked === true,
    demands: toDemands({
      tls: (['none', 'any', 'x509', 'specified'] as const)[priv.ssl_type ?? 0] ?? 'none',
      subject: priv.x509_subject ?? '',
      issuer: priv.x509_issuer ?? '',
      cipher: priv.ssl_cipher ?? '',
      limits: {
        MAX_QUERIES_PER_HOUR: max_questions ?? 0,
        MAX_UPDATES_PER_HOUR: max_updates ?? 0,
        MAX_CONNECTIONS_PER_HOUR: max_connections ?? 0,
        MAX_USER_CONNECTIONS: max_user_connections ?? 0,
        MAX_STATEMENT_TIME: priv.max_statement_time ?? 0,
      },
    }),
  };
}

interface KeptMethod {
  readonly plugin?: string | undefined;
  readonly authentication_string?: string | undefined;
}

interface Priv extends KeptMethod {
  readonly auth_or?: readonly KeptMethod[];
  readonly account_locked?: boolean;
  readonly ssl_type?: number;
  readonly ssl_cipher?: string;
  readonly x509_issuer?: string;
  readonly x509_subject?: string;
  readonly max_questions?: number;
  readonly max_updates?: number;
  readonly max_connections?: number;
  readonly max_user_connections?: number;
  readonly max_statement_time?: number;
}

function nothingLeft(): RotationError {
  return new RotationError(
    'Rekey.TargetFailed',
    'The password to be removed is the only one that the user has: nothing was changed.',
  );
}
