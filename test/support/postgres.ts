// A real PostgreSQL on a free port of this machine, with SCRAM passwords enforced, gone when it is closed: npm's, or an installed one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../demo/services/free-port.ts';
import { createSystemRandom, createUuid } from '../../local/random.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import { type Login, launchEmbedded, launchInstalled } from './postgres-process.ts';

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

export interface PostgresOptions {
  /** The folder of an installed one's programs. */
  readonly programs?: string;
  /** Lines of postgresql.conf, such as `ssl=on`. */
  readonly settings?: readonly string[];
  /** Called with the server's folder before it starts. */
  readonly prepare?: (folder: string) => void;
}

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'log_statement=all',
  'fsync=off',
];

export async function startPostgres({
  programs,
  settings = [],
  prepare = () => undefined,
}: PostgresOptions = {}): Promise<PostgresServer> {
  const parent = mkdtempSync(join(tmpdir(), 'rekey-postgres-'));
  const admin = { username: 'admin', password: createUuid(createSystemRandom()) };
  const launch = {
    ...{ parent, admin, prepare, port: await findFreePort() },
    flags: [...SETTINGS, ...settings].flatMap((setting) => ['-c', setting]),
  };
  const running =
    programs === undefined ? await launchEmbedded(launch) : await launchInstalled(launch, programs);
  const { port } = launch;
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
