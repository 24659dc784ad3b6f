// One connection to SQL Server for as long as a piece of work takes. It is encrypted and the server's name verified, or the options say
// in so many words that it is not: there is no falling back to plain text.
import { Socket } from 'node:net';
import type { Connection, ConnectionConfiguration } from 'tedious';
import type { Login } from '../database/login.ts';
import { untilAborted } from '../database/until-aborted.ts';
import { toRotationError } from './server-errors.ts';

export type Row = Readonly<Record<string, unknown>>;

export interface Session {
  /** One statement with its parameters. @throws RotationError */
  query(statement: string, parameters?: Readonly<Record<string, string>>): Promise<readonly Row[]>;
  /** All of the statements, or none. @throws RotationError */
  change(statements: readonly string[]): Promise<void>;
}

export interface Transport {
  /** `strict`: TLS before anything else (TDS 8.0, SQL Server 2022 and Azure). */
  readonly tls: 'verify-full' | 'strict' | 'off';
  /** What the certificate names, where that is not the host. */
  readonly hostNameInCertificate: string | undefined;
}

const CONNECT_MS_MAX = 10_000;
const DATABASE = 'master';

/** @throws RotationError as server-errors.ts says, and whatever `work` throws */
export async function withSession<Result>(
  login: Login,
  transport: Transport,
  signal: AbortSignal,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  // Loaded where a secret needs it: the driver is a file of its own beside the Lambda's code.
  const { Connection: Client, Request, TYPES } = await import('tedious');
  const socket = transport.tls === 'off' ? new Socket() : new EncryptedSocket();
  socket.on('error', () => undefined); // told by the request that it breaks
  const connection = new Client(toConfiguration(login, transport, socket));
  const ask = createAsk(connection, signal);
  try {
    await ask((done) => {
      connection.connect(done);
    });
    return await work({
      query: async (statement, parameters = {}) => {
        const rows: Row[] = [];
        await ask((done) => {
          const request = new Request(statement, done);
          for (const [name, value] of Object.entries(parameters)) {
            request.addParameter(name, TYPES.NVarChar, value);
          }
          request.on('row', (columns: readonly Column[]) => {
            rows.push(toRow(columns));
          });
          connection.execSql(request);
        });
        return rows;
      },
      change: async (statements) => {
        await ask((done) => {
          connection.execSqlBatch(new Request(toTransaction(statements), done));
        });
      },
    });
  } finally {
    // A driver that still waits for an answer to its login hears of the end by an error alone.
    socket.destroy(new Error('closed'));
    connection.close();
  }
}

interface Column {
  readonly metadata: { readonly colName: string };
  readonly value: unknown;
}

function toRow(columns: readonly Column[]): Row {
  return Object.fromEntries(columns.map(({ metadata, value }) => [metadata.colName, value]));
}

/** A statement that fails takes the ones before it back. */
function toTransaction(statements: readonly string[]): string {
  return ['SET XACT_ABORT ON', 'BEGIN TRANSACTION', ...statements, 'COMMIT TRANSACTION', ''].join(
    ';\n',
  );
}

type Ask = (call: (done: (error?: Error | null) => void) => void) => Promise<void>;

/** The driver tells a login's error without its number; the server's own messages have it. */
function createAsk(connection: Connection, signal: AbortSignal): Ask {
  const numbers: number[] = [];
  connection.on('errorMessage', ({ number }) => {
    numbers.push(number);
  });
  connection.on('error', () => undefined); // told by the request that it breaks
  return async (call) => {
    numbers.length = 0;
    const answer = async (): Promise<void> => {
      await new Promise<void>((resolve, reject) => {
        call((error) => {
          if (error === undefined || error === null) resolve();
          else reject(error);
        });
      });
    };
    try {
      await untilAborted(answer, signal);
    } catch (error) {
      throw toRotationError(error, numbers);
    }
  };
}

function toConfiguration(
  { host, port, username, password, dbname, ca }: Login,
  { tls, hostNameInCertificate }: Transport,
  socket: Socket,
): ConnectionConfiguration {
  return {
    server: host,
    authentication: {
      type: 'default',
      options: { userName: username, password: password.reveal() },
    },
    options: {
      port,
      connector: async () => await connect(socket, host, port),
      database: dbname ?? DATABASE,
      appName: 'rekey',
      encrypt: tls === 'strict' ? 'strict' : tls !== 'off',
      trustServerCertificate: false,
      ...(hostNameInCertificate === undefined ? {} : { serverName: hostNameInCertificate }),
      ...(ca === undefined ? {} : { cryptoCredentialsDetails: { ca } }),
      connectTimeout: CONNECT_MS_MAX,
      requestTimeout: 0, // the signal ends it
      maxRetriesOnTransientErrors: 0, // the machine tries again
    },
  };
}

const LOGIN7 = 0x10;

/**
 * To a server that offers no TLS the driver would send its login in plain text, whatever `encrypt` says: it is stopped here. Each packet
 * begins with its type; within TLS, and while TLS begins, it is another.
 */
class EncryptedSocket extends Socket {
  override _write(
    chunk: Buffer,
    encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    if (chunk[0] === LOGIN7)
      done(Object.assign(new Error('no TLS'), { code: 'ERR_TLS_NOT_OFFERED' }));
    else super._write(chunk, encoding, done);
  }
}

function connect(socket: Socket, host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.connect(port, host, () => {
      socket.removeListener('error', reject);
      resolve(socket);
    });
  });
}
