// A MariaDB of Debian's on a free port of this machine: its own folder, everybody needs a password, gone when it is closed.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Connection } from 'mysql2/promise';
import { findFreePort } from '../../demo/services/free-port.ts';
import { createSystemRandom, createUuid } from '../../local/random.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import { startProgram } from './program.ts';

export interface Login {
  readonly username: string;
  readonly password: string;
}

export type Rows = readonly Readonly<Record<string, unknown>>[];

export interface MariadbServer {
  readonly port: number;
  readonly admin: Login;
  /** As the admin. */
  query(statement: string): Promise<Rows>;
  /** In a session of that user's own. */
  queryAs(login: Login, statement: string): Promise<Rows>;
  /** A session that stays open. */
  open(login: Login): Promise<Connection>;
  /** Whether a login of its own answers a query. */
  accepts(login: Login): Promise<boolean>;
  /** Every statement so far. */
  readLog(): string;
  close(): Promise<void>;
}

/** Refused: the password, the account is locked, no such user. */
const REFUSALS = [1045, 4151];

/** @param settings such as `--ssl-cert=…` */
export async function startMariadb(
  path: string,
  settings: readonly string[] = [],
): Promise<MariadbServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-mariadb-'));
  const data = join(folder, 'data');
  const log = join(folder, 'general.log');
  const start = join(folder, 'start.sql');
  const admin = { username: 'admin', password: createPassword() };
  // It does not run as root: there it is the package's own user.
  const owner = process.getuid?.() === 0 ? 'mysql' : undefined;
  const user = owner === undefined ? [] : [`--user=${owner}`];
  if (owner !== undefined) await promisify(execFile)('chown', [owner, folder]);
  await promisify(execFile)(
    'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ].concat(user),
  );
  writeFileSync(
    start,
    `DELETE FROM mysql.global_priv WHERE User <> 'mariadb.sys';
FLUSH PRIVILEGES;
CREATE USER admin@'%' IDENTIFIED BY '${admin.password}';
GRANT ALL PRIVILEGES ON *.* TO admin@'%' WITH GRANT OPTION;
`,
  );
  const port = await findFreePort();
  const program = await startProgram(
    path,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--port=${String(port)}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(folder, 'socket')}`,
      `--init-file=${start}`,
      '--general-log',
      `--general-log-file=${log}`,
      '--skip-name-resolve',
      '--skip-log-bin',
      '--innodb-buffer-pool-size=16M',
      '--innodb-flush-log-at-trx-commit=0',
      ...user,
      ...settings,
    ],
    port,
  );
  const session = await open(port, admin);
  return {
    port,
    admin,
    query: async (statement) => await query(session, statement),
    queryAs: async (login, statement) => {
      const own = await open(port, login);
      try {
        return await query(own, statement);
      } finally {
        await own.end();
      }
    },
    open: async (login) => await open(port, login),
    accepts: async (login) => {
      try {
        await (await open(port, login)).end();
        return true;
      } catch (error) {
        if (REFUSALS.includes((error as { errno: number }).errno)) return false;
        throw error;
      }
    },
    readLog: () => readFileSync(log, 'utf8'),
    close: async () => {
      await session.end();
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The secret's JSON, as AWS documents it. */
export function toMariadbSecret(port: number, login: Login): SecretValue {
  return new SecretValue(JSON.stringify({ engine: 'mariadb', host: '127.0.0.1', port, ...login }));
}

/** With a character of each class, as its password policies want it. */
export function createPassword(): string {
  return `A.${createUuid(createSystemRandom())}`;
}

export function toLogin(value: SecretValue): Login {
  const { username, password } = JSON.parse(value.reveal()) as Login;
  return { username, password };
}

async function open(port: number, { username, password }: Login): Promise<Connection> {
  const { createConnection } = await import('mysql2/promise');
  return await createConnection({ host: '127.0.0.1', port, user: username, password });
}

async function query(session: Connection, statement: string): Promise<Rows> {
  const [rows] = await session.query(statement);
  return Array.isArray(rows) ? (rows as unknown as Rows) : [];
}
