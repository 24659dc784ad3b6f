// One connection to a MySQL or MariaDB server for as long as a piece of work takes. It is encrypted and the server's name verified, or
// the options say in so many words that it is not: there is no falling back to plain text.
import { connect, isIP } from 'node:net';
import type { Connection, SslOptions } from 'mysql2';
import { RotationError } from '../../rotation/errors.ts';
import type { Login } from '../database/login.ts';
import { untilAborted } from '../database/until-aborted.ts';
import { outOfTime } from '../out-of-time.ts';
import type { TlsMode } from '../tls.ts';
import { saysOnlyThatItFailed, toLoginError, toStatementError } from './server-errors.ts';

export interface Session {
  /** @returns the rows, each by its column names */
  readonly query: (statement: string) => Promise<readonly Row[]>;
}

export type Row = Readonly<Record<string, unknown>>;

const CONNECT_MS_MAX = 10_000;

/** @throws RotationError as server-errors.ts says, and whatever `work` throws */
export async function withSession<Result>(
  login: Login,
  tls: TlsMode,
  signal: AbortSignal,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const ssl = toSslOptions(login, tls);
  if (signal.aborted) throw outOfTime('the database');
  // Loaded where a secret needs it: the driver is a file of its own beside the Lambda's code.
  const { default: mysql } = await import('mysql2');
  const socket = connect({ host: login.host, port: login.port, noDelay: true });
  const connection = mysql.createConnection({
    host: login.host,
    user: login.username,
    password: login.password.reveal(),
    ...(login.dbname === undefined ? {} : { database: login.dbname }),
    connectTimeout: CONNECT_MS_MAX,
    stream: () => socket,
    ...(ssl === undefined ? {} : { ssl }),
  });
  connection.on('error', () => undefined); // told by the call that it breaks
  let isOpen = false;
  try {
    await ask<unknown>((done) => {
      connection.connect(done);
    }, signal).catch((error: unknown) => {
      throw toLoginError(error);
    });
    isOpen = true;
    const query = async (statement: string): Promise<readonly Row[]> =>
      (await ask<readonly Row[]>((done) => {
        connection.query(statement, (error, rows) => {
          done(error, Array.isArray(rows) ? (rows as Row[]) : []);
        });
      }, signal)) ?? [];
    return await work({
      query: async (statement) =>
        await query(statement).catch(async (error: unknown) => {
          throw toStatementError(await findReason(error, query));
        }),
    });
  } finally {
    if (isOpen) await sayGoodbye(connection, signal);
    connection.destroy();
    socket.destroy();
  }
}

/** MariaDB says of a statement on users that it failed, and the reason in a warning before. */
async function findReason(error: unknown, query: Session['query']): Promise<unknown> {
  if (!saysOnlyThatItFailed(error)) return error;
  const warnings = await query('SHOW WARNINGS').catch(() => []);
  const reasons = warnings
    .filter(({ Level }) => Level === 'Error')
    .map((row) => ({ errno: Number(row['Code']), message: row['Message'], sqlState: '' }));
  return reasons.find((reason) => !saysOnlyThatItFailed(reason)) ?? error;
}

/** The driver verifies a name, and takes "localhost" for an address: so an address is refused rather than verified wrongly. */
function toSslOptions({ host, ca }: Login, tls: TlsMode): SslOptions | undefined {
  if (tls === 'off') return undefined;
  if (tls === 'verify-full' && isIP(host) !== 0) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      'host in secret JSON: expected the name that the certificate has, found an address. With rekey:options tls=verify-ca the chain alone is verified.',
    );
  }
  return {
    rejectUnauthorized: true,
    verifyIdentity: tls === 'verify-full',
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca }),
  };
}

/** A driver's call with a callback, left where it is once the signal aborts. */
async function ask<Answer>(
  call: (done: (error?: Error | null, answer?: Answer) => void) => void,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  return await untilAborted(
    () =>
      new Promise<Answer | undefined>((resolve, reject) => {
        call((error, answer) => {
          if (error === undefined || error === null) resolve(answer);
          else reject(error);
        });
      }),
    signal,
  );
}

/** So that the server does not log a broken connection. How it ends changes nothing any more. */
async function sayGoodbye(connection: Connection, signal: AbortSignal): Promise<void> {
  await ask((done) => {
    connection.end(done);
  }, signal).catch(() => undefined);
}
