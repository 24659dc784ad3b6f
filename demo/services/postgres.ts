// The database of `npm start`: a real PostgreSQL with SCRAM passwords enforced, on a free port of this machine, gone when it is closed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findFreePort } from './free-port.ts';
import { type Login, launchPostgres } from './postgres-process.ts';

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
  const remove = (): void => rmSync(parent, { recursive: true, force: true });
  const admin = { username: 'admin', password };
  const port = await findFreePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories='];
  const server = await launchPostgres({ parent, port, admin, settings }).catch((error: unknown) => {
    remove();
    throw error;
  });
  return {
    port,
    admin,
    run: async (statements) => {
      await queryOnce(port, admin, statements);
    },
    close: async () => {
      await server.stop();
      remove();
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
