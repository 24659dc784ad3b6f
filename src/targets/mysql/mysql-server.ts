// What is said to MySQL from 5.7 on, and Aurora. From 8.0.14 an account has a second password, which is the one that a change retained.
// dev.mysql.com/doc/refman/8.4/en/password-management.html#dual-passwords. The manual leaves RETAIN CURRENT PASSWORD out beside AS 'hash';
// the server's grammar has it (sql/sql_yacc.yy, alter_user).
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import {
  type Account,
  checkHasPassword,
  type Dialect,
  toDemands,
  toJson,
  toText,
  type Writing,
} from './account.ts';
import { createHashFor, holdsPassword } from './hashes.ts';
import type { Row } from './session.ts';
import { quoteAccount, quoteName, quoteText, toBytes } from './sql.ts';

export const mysqlServer: Dialect = {
  findAccounts: async (session, username) => {
    const rows = await session.query(`SELECT * FROM mysql.user WHERE User = ${toBytes(username)}`);
    return rows.map((row) => toAccount(username, row));
  },
  addPassword: async (session, account, { current, added }, writing) => {
    checkHasPassword(account);
    const { first, second } = readPasswords(account);
    if (first(added)) return;
    if (second !== undefined && !second(current)) throw noRoom();
    // RETAIN keeps the first one. Where that is not the current one, the current one would be lost.
    if (second !== undefined && !first(current)) throw notFirst();
    const clause = identify(account, added, writing);
    await session.query(`ALTER USER ${quoteAccount(account)} ${clause} RETAIN CURRENT PASSWORD`);
  },
  removePassword: async (session, account, { removed, kept }, writing) => {
    const name = quoteAccount(account);
    const { first, second } = readPasswords(account);
    const wasFirst = first(removed);
    if (wasFirst) {
      if (second?.(kept) !== true) throw nothingLeft();
      // Both are then the one to keep, so that it works at every moment.
      await session.query(`ALTER USER ${name} ${identify(account, kept, writing)}`);
    }
    const isTwice = (wasFirst || first(kept)) && second?.(kept) === true;
    if (isTwice || second?.(removed) === true) {
      await session.query(`ALTER USER ${name} DISCARD OLD PASSWORD`);
    }
  },
  replacePassword: async (session, account, { added }, writing) => {
    checkHasPassword(account);
    await session.query(`ALTER USER ${quoteAccount(account)} ${identify(account, added, writing)}`);
  },
  // The only form that needs no right; the server hides the text in its logs.
  replaceOwnPassword: async (session, password) => {
    await session.query(`ALTER USER USER() IDENTIFIED BY ${quoteText(password.reveal())}`);
  },
  identify,
  listDefaultRoles: async (session, from, to) => {
    const roles = await session.query(
      `SELECT DEFAULT_ROLE_USER AS role, DEFAULT_ROLE_HOST AS host FROM mysql.default_roles WHERE USER = ${toBytes(from.username)} AND HOST = ${toBytes(from.host)}`,
    );
    const names = roles.map(
      (row) => `${quoteName(toText(row, 'role'))}@${quoteName(toText(row, 'host'))}`,
    );
    return names.length === 0
      ? []
      : [`ALTER USER ${quoteAccount(to)} DEFAULT ROLE ${names.join(', ')}`];
  },
};

function identify({ methods }: Account, password: SecretValue, writing: Writing): string {
  const [{ plugin } = { plugin: '' }] = methods;
  const hash = createHashFor(plugin, password, writing.random);
  return writing.send === 'hash'
    ? `IDENTIFIED WITH ${quoteText(plugin)} AS ${quoteText(hash)}`
    : `IDENTIFIED WITH ${quoteText(plugin)} BY ${quoteText(password.reveal())}`;
}

interface Passwords {
  readonly first: (password: SecretValue) => boolean;
  readonly second: ((password: SecretValue) => boolean) | undefined;
}

function readPasswords({ methods: [first, second] }: Account): Passwords {
  return {
    first: (password) => first !== undefined && holdsPassword(first, password),
    second: second === undefined ? undefined : (password) => holdsPassword(second, password),
  };
}

function toAccount(username: string, row: Row): Account {
  const plugin = toText(row, 'plugin');
  const second = toText(toJson(row, 'User_attributes'), 'additional_password');
  const kept = [toText(row, 'authentication_string'), second];
  return {
    username,
    host: toText(row, 'Host'),
    methods: kept.filter((each) => each !== '').map((each) => ({ plugin, kept: each })),
    isLocked: toText(row, 'account_locked') === 'Y',
    demands: toDemands({
      tls: TLS[toText(row, 'ssl_type')] ?? 'none',
      subject: toText(row, 'x509_subject'),
      issuer: toText(row, 'x509_issuer'),
      cipher: toText(row, 'ssl_cipher'),
      limits: {
        MAX_QUERIES_PER_HOUR: Number(row['max_questions'] ?? 0),
        MAX_UPDATES_PER_HOUR: Number(row['max_updates'] ?? 0),
        MAX_CONNECTIONS_PER_HOUR: Number(row['max_connections'] ?? 0),
        MAX_USER_CONNECTIONS: Number(row['max_user_connections'] ?? 0),
      },
    }),
  };
}

const TLS: Readonly<Record<string, 'any' | 'x509' | 'specified'>> = {
  ANY: 'any',
  X509: 'x509',
  SPECIFIED: 'specified',
};

function noRoom(): RotationError {
  return new RotationError(
    'Rekey.MaxActiveReached',
    "The user has a second password already, which is not this secret's: ALTER USER … DISCARD OLD PASSWORD makes room.",
  );
}

function notFirst(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'The current password is the second one of the user, and somebody has set another first one: a change would cost the current one. Set it anew by hand.',
  );
}

function nothingLeft(): RotationError {
  return new RotationError(
    'Rekey.TargetFailed',
    'The password to be removed is the first one of the user, and the one to keep is not the second: nothing was changed.',
  );
}
