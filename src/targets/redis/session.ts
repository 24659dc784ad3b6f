// One connection to one Redis node, logged in, for as long as a piece of work takes.
import type { Redis } from 'ioredis';
import { RotationError } from '../../rotation/errors.ts';
import { outOfTime } from '../out-of-time.ts';
import { isTlsFault, type TlsMode, tlsRefused, toTlsOptions } from '../tls.ts';
import type { Node, RedisLogin } from './login.ts';

/** Sends a command and gives its reply. @throws RotationError */
export type Command = (name: string, ...args: readonly string[]) => Promise<unknown>;

const CONNECT_MS_MAX = 10_000;

export async function withNode<Result>(
  node: Node,
  login: RedisLogin,
  tls: TlsMode,
  signal: AbortSignal,
  work: (command: Command) => Promise<Result>,
): Promise<Result> {
  if (signal.aborted) throw outOfTime('Redis');
  // Loaded where a secret needs it: the driver is a file of its own beside the Lambda's code.
  const { Redis: Client } = await import('ioredis');
  const client = new Client({
    host: node.host,
    port: node.port,
    lazyConnect: true,
    connectTimeout: CONNECT_MS_MAX,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    disableClientInfo: true,
    protocol: 2, // 3 begins with a HELLO, which a node whose default user is off refuses
    ...(tls === 'off' ? {} : { tls: toTlsOptions(node.host, login.ca, tls) }),
  });
  const fault = hearFault(client);
  const abort = (): void => {
    client.disconnect();
  };
  signal.addEventListener('abort', abort, { once: true });
  const command: Command = async (name, ...args) => {
    try {
      return await client.call(name, ...args);
    } catch (error) {
      throw signal.aborted ? outOfTime('Redis') : toRotationError(error, fault());
    }
  };
  try {
    await client.connect().catch((error: unknown) => {
      throw signal.aborted ? outOfTime('Redis') : toRotationError(error, fault());
    });
    await command('AUTH', login.username, login.password.reveal());
    return await work(command);
  } finally {
    signal.removeEventListener('abort', abort);
    client.disconnect();
  }
}

/** The driver tells what broke a connection by an event, and then only that it is closed. */
function hearFault(client: Redis): () => unknown {
  let fault: unknown;
  client.on('error', (error: unknown) => {
    fault ??= error;
  });
  return () => fault;
}

/** The reply's first word says what is wrong. Nothing else of it is passed on, nor the driver's error, which keeps the command. */
function toRotationError(error: unknown, fault: unknown): RotationError {
  const { name, message } = error as Error;
  const { code = '' } = (fault ?? error) as { code?: string };
  if (isTlsFault(code)) return tlsRefused(code);
  if (name !== 'ReplyError') {
    return new RotationError(
      'Rekey.Transient',
      `No answer from the target${code === '' ? '' : ` (${code})`}.`,
    );
  }
  const [word = ''] = message.split(' ');
  switch (word) {
    case 'WRONGPASS':
      return new RotationError(
        'Rekey.CredentialRefused',
        'Redis refuses the user or the password.',
      );
    case 'NOPERM':
      return new RotationError(
        'Rekey.TargetFailed',
        'The user that changes the other may not: it needs +acl (commands ACL GETUSER, SETUSER and SAVE).',
      );
    case 'LOADING':
    case 'BUSY':
    case 'TRYAGAIN':
    case 'CLUSTERDOWN':
    case 'MASTERDOWN':
      return new RotationError('Rekey.Transient', `Redis cannot answer now (${word}).`);
    default:
      return new RotationError(
        'Rekey.TargetFailed',
        `Redis answered an error that the rotation cannot go on with (${word}).`,
      );
  }
}
