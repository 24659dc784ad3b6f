// One connection to one SSH host, its key verified, logged in by a key and nothing else, for as long as a piece of work takes.
import type { Client, ConnectConfig, ParsedKey, ServerHostKeyAlgorithm } from 'ssh2';
import { RotationError } from '../../rotation/errors.ts';
import { outOfTime } from '../out-of-time.ts';
import { type Host, toText } from './host.ts';
import { listKeysOf, toAlgorithms, toFingerprint } from './host-keys.ts';
import type { SshLogin } from './login.ts';

type Start<Result> = (
  client: Client,
  done: (error: Error | null | undefined, result?: Result) => void,
) => void;

/** Starts something of the driver's; ends with it, or as soon as the connection does. */
export type Call = <Result>(start: Start<Result>) => Promise<Result>;

const HANDSHAKE_MS_MAX = 20_000;

/** What is learned on the way to a login, and tells its failures apart. */
interface Course {
  /** The key that the host showed, where it is none that is known. */
  foundHostKey?: string;
  /** What the host would take after our key, once it has answered. */
  methodsLeft?: readonly string[];
  /** It took the key, and wants something else besides. */
  isPartial?: boolean;
}

export async function withHost<Result>(
  host: Host,
  login: SshLogin,
  signal: AbortSignal,
  work: (call: Call) => Promise<Result>,
): Promise<Result> {
  if (signal.aborted) throw outOfTime('the SSH host');
  // Loaded where a secret needs it: the driver is a file of its own beside the Lambda's code.
  const { default: ssh2 } = await import('ssh2');
  const key = ssh2.utils.parseKey(login.privateKey.reveal());
  if (key instanceof Error) throw unusableKey();
  const course: Course = {};
  const config = toConfig(host, login, key, course);
  const client = new ssh2.Client();
  const ending = createEnding();
  const abort = (): void => {
    ending.end(outOfTime('the SSH host'));
  };
  // The driver writes small messages in pieces: else each waits 40 ms for the acknowledgement of the last.
  client.on('connect', () => {
    client.setNoDelay(true);
  });
  client.on('error', (error) => {
    ending.end(toRotationError(error, host, course));
  });
  client.on('close', () => {
    ending.end(noAnswer(''));
  });
  signal.addEventListener('abort', abort, { once: true });
  const call: Call = async <Result>(start: Start<Result>) =>
    await Promise.race([
      ending.promise,
      new Promise<Result>((resolve, reject) => {
        start(client, (error, result) => {
          if (error === undefined || error === null) resolve(result as Result);
          else reject(error);
        });
      }),
    ]);
  try {
    await call((_client, done) => {
      client.once('ready', () => {
        done(undefined);
      });
      client.connect(config);
    });
    return await work(call);
  } finally {
    signal.removeEventListener('abort', abort);
    client.destroy();
  }
}

/** What every call of a connection loses to, once. */
function createEnding(): { readonly promise: Promise<never>; end(error: RotationError): void } {
  let end: (error: RotationError) => void = () => undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    end = reject;
  });
  promise.catch(() => undefined); // it may end when nobody waits for it any more
  return { promise, end };
}

function toConfig(
  { host, port }: Host,
  login: SshLogin,
  key: ParsedKey,
  course: Course,
): ConnectConfig {
  const known = listKeysOf(login.hostKeys, { host, port });
  if (known.length === 0) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `hostKeys in secret JSON: expected a key of ${toText({ host, port })}, found other hosts' alone.`,
    );
  }
  return {
    host,
    port,
    username: login.username,
    readyTimeout: HANDSHAKE_MS_MAX,
    algorithms: { serverHostKey: [...toAlgorithms(known)] as ServerHostKeyAlgorithm[] },
    hostVerifier: (blob: Buffer) => {
      const found = toFingerprint(blob);
      if (known.some(({ fingerprint }) => fingerprint === found)) return true;
      course.foundHostKey = found;
      return false;
    },
    authHandler: offerOnce(login.username, key, course),
  };
}

/** One key, once: a host counts what is refused. */
function offerOnce(
  username: string,
  key: ParsedKey,
  course: Course,
): NonNullable<ConnectConfig['authHandler']> {
  let isOffered = false;
  return (methodsLeft, isPartial, next) => {
    if (isOffered) {
      course.methodsLeft = methodsLeft;
      course.isPartial = isPartial;
      next(false as never);
      return;
    }
    isOffered = true;
    next({ type: 'publickey', username, key });
  };
}

/** The driver says at which level it failed; texts of the host's are not passed on. */
function toRotationError(error: Error, host: Host, course: Course): RotationError {
  const { level, code } = error as { level?: string; code?: unknown };
  if (course.foundHostKey !== undefined) {
    return new RotationError(
      'Rekey.InvalidConfiguration',
      `Host key of ${toText(host)}: expected one of hostKeys in secret JSON, found ${course.foundHostKey}. Nothing was sent to it.`,
    );
  }
  if (level === 'client-authentication') return toRefusal(course);
  if (level === 'handshake' && error.message.includes('no matching')) {
    return new RotationError(
      'Rekey.TargetFailed',
      `${toText(host)} shares no algorithm of key exchange, host key, cipher or MAC with this client.`,
    );
  }
  return noAnswer(typeof code === 'string' ? code : (level ?? ''));
}

function toRefusal({ isPartial, methodsLeft }: Course): RotationError {
  if (isPartial === true) {
    return new RotationError(
      'Rekey.InvalidConfiguration',
      'The host takes the key and asks for more (AuthenticationMethods): expected a user for whom a key is enough.',
    );
  }
  if (methodsLeft?.includes('publickey') === false) {
    return new RotationError(
      'Rekey.InvalidConfiguration',
      'The host takes no public keys of this user (PubkeyAuthentication).',
    );
  }
  return new RotationError('Rekey.CredentialRefused', 'The host refuses the user or the key.');
}

function unusableKey(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'privateKey in secret JSON: expected a key that can sign by itself (RSA, ECDSA or Ed25519), found one of another kind.',
  );
}

export function noAnswer(code: string): RotationError {
  return new RotationError(
    'Rekey.Transient',
    `No answer from the target${code === '' ? '' : ` (${code})`}.`,
  );
}
