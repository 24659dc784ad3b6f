// One connection to a PostgreSQL server for as long as a piece of work takes. It is encrypted and the server's name verified, or the
// options say in so many words that it is not: there is no falling back to plain text.
import { Socket } from 'node:net';
import type { Client } from 'pg';
import type { Login } from '../database/login.ts';
import { outOfTime } from '../out-of-time.ts';
import { type TlsMode, toTlsOptions } from '../tls.ts';
import { toRotationError } from './server-errors.ts';

export interface Session {
  /** @returns the rows, each by its column names */
  query(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const CONNECT_MS_MAX = 10_000;

/** @throws RotationError as server-errors.ts says, and whatever `work` throws */
export async function withSession<Result>(
  login: Login,
  tls: TlsMode,
  signal: AbortSignal,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  // Loaded where a secret needs it: the driver is a file of its own beside the Lambda's code.
  const { default: pg } = await import('pg');
  const socket = new Socket();
  const client = new pg.Client({
    host: login.host,
    port: login.port,
    user: login.username,
    password: login.password.reveal(),
    database: login.dbname ?? 'postgres',
    application_name: 'rekey',
    connectionTimeoutMillis: CONNECT_MS_MAX,
    stream: () => socket,
    ssl: tls === 'off' ? false : toTlsOptions(login.host, login.ca, tls),
  });
  const abort = (): void => {
    socket.destroy(new Error('aborted'));
  };
  client.on('error', () => undefined); // told by the query that it breaks
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) throw outOfTime('the database');
    await ask(() => client.connect(), signal);
    return await work({
      query: async (statement) =>
        (await ask(() => client.query<Record<string, unknown>>(statement), signal)).rows,
    });
  } finally {
    signal.removeEventListener('abort', abort);
    await end(client, socket);
  }
}

async function ask<Answer>(call: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw signal.aborted ? outOfTime('the database') : toRotationError(error);
  }
}

/** The answer is there or the call has failed: how the connection ends changes nothing any more. */
async function end(client: Client, socket: Socket): Promise<void> {
  if (!socket.destroyed) await client.end().catch(() => undefined);
  socket.destroy();
}
