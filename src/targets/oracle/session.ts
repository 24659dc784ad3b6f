// One connection to an Oracle database for as long as a piece of work takes, by the driver's thin mode, which is plain JavaScript.
// Encrypted and the server's name verified, or the options say in so many words that it is not.
import type { Connection, ConnectionAttributes } from 'oracledb';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { Login } from '../database/login.ts';
import { untilAborted } from '../database/until-aborted.ts';
import type { TlsMode } from '../tls.ts';
import { toRotationError } from './server-errors.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A column's text; '' where it has none. */
export function textOf(row: Row | undefined, column: string): string {
  const value = row?.[column];
  return typeof value === 'string' ? value : '';
}

/** All that the target asks of a database: a double stands in for it where no server is to be had. */
export interface Session {
  /** @returns the rows, each by its column names in capitals. @throws RotationError */
  execute(statement: string, binds?: Readonly<Record<string, string>>): Promise<readonly Row[]>;
  /** By the protocol's own way, so that no password is part of a statement. @throws RotationError */
  changePassword(username: string, old: SecretValue, password: SecretValue): Promise<void>;
}

export type WithSession = <Result>(
  login: Login,
  signal: AbortSignal,
  work: (session: Session) => Promise<Result>,
) => Promise<Result>;

const CONNECT_SECONDS_MAX = 10;

/** @throws RotationError as server-errors.ts says, and whatever `work` throws */
export function createSessions(tls: TlsMode): WithSession {
  return async (login, signal, work) => {
    // Loaded where a secret needs it: the driver is a file of its own beside the Lambda's code.
    const { default: oracledb } = await import('oracledb');
    const ask = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
      try {
        return await untilAborted(call, signal);
      } catch (error) {
        throw toRotationError(error);
      }
    };
    let opening: Promise<Connection> | undefined;
    try {
      const connection = await ask(() => {
        opening = oracledb.getConnection(toAttributes(login, tls));
        return opening;
      });
      const { OUT_FORMAT_OBJECT: outFormat } = oracledb;
      return await work({
        execute: async (statement, binds = {}) => {
          const { rows = [] } = await ask(() =>
            connection.execute<Row>(statement, { ...binds }, { outFormat }),
          );
          return rows;
        },
        changePassword: async (username, old, password) => {
          await ask(() => connection.changePassword(username, old.reveal(), password.reveal()));
        },
      });
    } finally {
      close(opening, signal.aborted);
    }
  };
}

function toAttributes(
  { host, port, username, password, dbname, ca }: Login,
  tls: TlsMode,
): ConnectionAttributes {
  const protocol = tls === 'off' ? 'tcp' : 'tcps';
  const address = host.includes(':') ? `[${host}]` : host;
  return {
    user: username,
    password: password.reveal(),
    connectString: `${protocol}://${address}:${String(port)}/${dbname ?? ''}`,
    connectTimeout: CONNECT_SECONDS_MAX,
    ...(tls === 'off' ? {} : { sslServerDNMatch: tls === 'verify-full' }),
    ...(ca === undefined ? {} : { walletContent: ca }),
  };
}

/** An attempt that is still under way when the time is over is closed once it has come to something. */
function close(opening: Promise<Connection> | undefined, drops: boolean): void {
  void opening
    ?.then(async (connection) => {
      await (drops ? connection.close({ drop: true }) : connection.close());
    })
    .catch(() => undefined);
}
