// One logged-in client of a MongoDB server for as long as a piece of work takes. Encrypted and the server's name verified, or the
// options say in so many words that it is not.
import type { Document, MongoClient, MongoClientOptions } from 'mongodb';
import { untilAborted } from '../database/until-aborted.ts';
import { type TlsMode, toTlsOptions } from '../tls.ts';
import type { MongoLogin } from './login.ts';
import { isUnknownForm, toLoginError, toRotationError } from './server-errors.ts';

export interface Session {
  /** Runs a command at the database. @throws RotationError */
  command(database: string, command: Document): Promise<Document>;
  /** The same; undefined where the server does not know this form of the command. */
  tryCommand(database: string, command: Document): Promise<Document | undefined>;
}

export interface Transport {
  readonly tls: TlsMode;
  /** Finds the primary among its members. Left out: the host itself is spoken to. */
  readonly replicaSet: string | undefined;
}

const CONNECT_MS_MAX = 10_000;

/** @throws RotationError as server-errors.ts says, and whatever `work` throws */
export async function withSession<Result>(
  login: MongoLogin,
  transport: Transport,
  signal: AbortSignal,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  // Loaded where a secret needs it: the driver is a file of its own beside the Lambda's code.
  const { MongoClient: Client } = await import('mongodb');
  const isOneServer = login.isCluster !== true && transport.replicaSet === undefined;
  const client = new Client(toUrl(login), toOptions(login, transport, isOneServer));
  const lost = isOneServer ? hearLoss(client) : undefined;
  const ask = async <Answer>(
    call: () => Promise<Answer>,
    toError = toRotationError,
  ): Promise<Answer> => {
    try {
      return await untilAborted(
        () => Promise.race([call(), ...(lost === undefined ? [] : [lost])]),
        signal,
      );
    } catch (error) {
      throw toError(error);
    }
  };
  const run = (database: string, command: Document): Promise<Document> =>
    client.db(database).command(command);
  try {
    await ask(() => client.connect(), toLoginError);
    return await work({
      command: (database, command) => ask(() => run(database, command)),
      tryCommand: (database, command) =>
        ask(() =>
          run(database, command).catch((error: unknown) => {
            if (isUnknownForm(error)) return undefined;
            throw error;
          }),
        ),
    });
  } finally {
    await client.close().catch(() => undefined);
  }
}

function toUrl({ host, port, isCluster }: MongoLogin): string {
  if (isCluster === true) return `mongodb+srv://${host}/`;
  return `mongodb://${host.includes(':') ? `[${host}]` : host}:${String(port)}/`;
}

function toOptions(
  login: MongoLogin,
  { tls, replicaSet }: Transport,
  isOneServer: boolean,
): MongoClientOptions {
  const { ca } = tls === 'off' ? {} : toTlsOptions(login.host, login.ca, tls);
  return {
    auth: { username: login.username, password: login.password.reveal() },
    authSource: login.authSource,
    appName: 'rekey',
    ...(isOneServer ? { directConnection: true } : {}),
    ...(replicaSet === undefined ? {} : { replicaSet }),
    tls: tls !== 'off',
    ...(typeof ca === 'string' ? { ca } : {}),
    ...(tls === 'verify-ca' ? { tlsAllowInvalidHostnames: true } : {}),
    connectTimeoutMS: CONNECT_MS_MAX,
    serverSelectionTimeoutMS: CONNECT_MS_MAX,
    maxPoolSize: 1,
    retryReads: false,
    retryWrites: false, // DocumentDB has none
    serverMonitoringMode: 'poll',
  };
}

/** Rejects when the one server is out of reach: the driver would try again until its time is over, the machine does that better. */
function hearLoss(client: MongoClient): Promise<never> {
  const lost = new Promise<never>((_, reject) => {
    client.on('serverHeartbeatFailed', ({ failure }) => {
      reject(failure);
    });
  });
  lost.catch(() => undefined); // told by the call that waits for it, if one does
  return lost;
}
