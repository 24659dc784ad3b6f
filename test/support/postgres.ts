// A real PostgreSQL on a free port of this machine, with SCRAM passwords enforced, gone when it is closed: npm's, or an installed one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../demo/services/free-port.ts';
import {
  type Login,
  launchPostgres,
  type PostgresLaunch,
} from '../../demo/services/postgres-process.ts';
import { createSystemRandom, createUuid } from '../../local/random.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';

export interface PostgresServer {
  readonly port: number;
  readonly admin: Login;
  /** As the admin, in the database `postgres`. */
  query(statement: string): Promise<Rows>;
  /** In a session of that user's own. */
  queryAs(login: Login, statement: string): Promise<Rows>;
  /** A session that stays open. */
  open(login: Login): Promise<OpenSession>;
  /** Whether a login of its own answers a query. */
  accepts(login: Login): Promise<boolean>;
  /** The server's log so far. */
  readLog(): string;
  close(): Promise<void>;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

export interface OpenSession {
  query(statement: string): Promise<Rows>;
  close(): Promise<void>;
}

export type PostgresOptions = Partial<Pick<PostgresLaunch, 'programs' | 'settings' | 'prepare'>>;

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'log_statement=all',
  'fsync=off',
];

export async function startPostgres({
  settings = [],
  ...options
}: PostgresOptions = {}): Promise<PostgresServer> {
  const parent = mkdtempSync(join(tmpdir(), 'rekey-postgres-'));
  const admin = { username: 'admin', password: createUuid(createSystemRandom()) };
  const port = await findFreePort();
  const running = await launchPostgres({
    ...options,
    ...{ parent, admin, port },
    settings: [...SETTINGS, ...settings],
  });
  const session = await open(port, admin);
  return {
    port,
    admin,
    query: async (statement) => await session.query(statement),
    queryAs: async (login, statement) => {
      const own = await open(port, login);
      try {
        return await own.query(statement);
      } finally {
        await own.close();
      }
    },
    open: async (login) => await open(port, login),
    accepts: async (login) => await accepts(port, login),
    readLog: running.readLog,
    close: async () => {
      await session.close();
      await running.stop();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/** The secret's JSON, as AWS documents it. */
export function toPostgresSecret(port: number, login: Login): SecretValue {
  return new SecretValue(
    JSON.stringify({ engine: 'postgres', host: '127.0.0.1', port, dbname: 'postgres', ...login }),
  );
}

async function accepts(port: number, login: Login): Promise<boolean> {
  try {
    const session = await open(port, login);
    await session.query('SELECT 1');
    await session.close();
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === '28P01' || code === '28000') return false;
    throw error;
  }
}

async function open(port: number, { username, password }: Login): Promise<OpenSession> {
  const { default: pg } = await import('pg');
  const database = 'postgres';
  const client = new pg.Client({ host: '127.0.0.1', port, user: username, password, database });
  try {
    await client.connect();
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    query: async (statement) => (await client.query<Record<string, unknown>>(statement)).rows,
    close: async () => await client.end(),
  };
}
