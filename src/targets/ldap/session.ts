// One connection to a directory, logged in, for as long as a piece of work takes. It is encrypted and the server's name verified, or the
// options say in so many words that it is not: there is no falling back to plain text.
import { connect as dial, isIPv6, type Socket } from 'node:net';
import { type ConnectionOptions, connect as dialTls } from 'node:tls';
import type { Client, Control } from 'ldapts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import { outOfTime } from '../out-of-time.ts';
import { tlsRefused, toTlsOptions } from '../tls.ts';
import type { LdapLogin } from './login.ts';
import { createPolicyControl } from './password-policy.ts';
import { policyErrors, toRotationError } from './server-errors.ts';
import type { LdapSettings } from './settings.ts';

/** Every call: @throws RotationError as server-errors.ts says. */
export interface Session {
  /** The policy lets the user do nothing but change its password. */
  readonly mustChange: boolean;
  /** The values of userPassword as they are stored; none where the session's user may not read them. */
  listPasswords(dn: string): Promise<readonly Buffer[]>;
  modify(dn: string, change: PasswordChange): Promise<void>;
  /** RFC 3062: the server stores the password in its own way, in place of what was there. */
  changePassword(dn: string, old: SecretValue | undefined, password: SecretValue): Promise<void>;
}

export interface PasswordChange {
  readonly operation: 'add' | 'delete' | 'replace';
  readonly attribute: 'userPassword' | 'unicodePwd';
  readonly value: Buffer;
}

const CONNECT_MS_MAX = 10_000;
/** RFC 3062 */
const PASSWORD_MODIFY_OID = '1.3.6.1.4.1.4203.1.11.1';
const PROTOCOL_ERROR = 2;

export async function withSession<Result>(
  login: LdapLogin,
  settings: LdapSettings,
  signal: AbortSignal,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  if (signal.aborted) throw outOfTime('the directory');
  // Loaded where a secret needs it: the driver is a file of its own beside the Lambda's code.
  const driver = await import('ldapts');
  const { client, destroy } = createClient(driver.Client, login, settings);
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      destroy();
      reject(outOfTime('the directory'));
    };
  });
  aborted.catch(() => undefined); // it may come when nobody waits any more
  signal.addEventListener('abort', abort, { once: true });

  const ask: Ask = async (call) => {
    const policy = createPolicyControl(driver.Control);
    try {
      const answer = await Promise.race([call(policy), aborted]);
      return { answer, policyError: policy.error };
    } catch (error) {
      throw signal.aborted ? outOfTime('the directory') : toRotationError(error, policy.error);
    }
  };
  try {
    const { tls, transport } = settings;
    if (tls !== 'off' && transport === 'starttls') {
      await ask(async () => {
        await upgrade(client, toTlsOptions(login.host, login.ca, tls));
      });
    }
    const { policyError } = await ask(async (policy) => {
      await client.bind(login.username, login.password.reveal(), policy);
    });
    const mustChange = policyError === policyErrors.changeAfterReset;
    return await work(createSession(driver, client, ask, mustChange));
  } finally {
    signal.removeEventListener('abort', abort);
    destroy();
  }
}

type Driver = typeof import('ldapts');
type Ask = <Answer>(
  call: (policy: Control) => Promise<Answer>,
) => Promise<{ readonly answer: Answer; readonly policyError: number | undefined }>;

function createSession(driver: Driver, client: Client, ask: Ask, mustChange: boolean): Session {
  return {
    mustChange,
    listPasswords: async (dn) => {
      const { answer } = await ask(
        async () =>
          await client.search(dn, {
            scope: 'base',
            attributes: ['userPassword'],
            explicitBufferAttributes: ['userPassword'],
          }),
      );
      const found = answer.searchEntries[0]?.['userPassword'] ?? [];
      return [found].flat().map((value) => Buffer.from(value));
    },
    modify: async (dn, { operation, attribute, value }) => {
      const modification = new driver.Attribute({ type: attribute, values: [value] });
      await ask(async (policy) => {
        await client.modify(dn, new driver.Change({ operation, modification }), policy);
      });
    },
    changePassword: async (dn, old, password) => {
      const writer = new driver.BerWriter();
      writer.startSequence();
      writer.writeString(dn, 0x80);
      if (old !== undefined) writer.writeString(old.reveal(), 0x81);
      writer.writeString(password.reveal(), 0x82);
      writer.endSequence();
      await ask(async (policy) => await client.exop(PASSWORD_MODIFY_OID, writer.buffer, policy));
    },
  };
}

/** The sockets are our own, so that the end of the window ends them whatever the driver waits for. */
function createClient(
  LdapClient: typeof Client,
  { host, port, ca }: LdapLogin,
  { tls, transport }: LdapSettings,
): { readonly client: Client; readonly destroy: () => void } {
  const isEncrypted = tls !== 'off' && transport === 'ldaps';
  let socket: Socket | undefined;
  const client = new LdapClient({
    url: `${isEncrypted ? 'ldaps' : 'ldap'}://${isIPv6(host) ? `[${host}]` : host}:${String(port)}`,
    connectTimeout: CONNECT_MS_MAX,
    ...(isEncrypted ? { tlsOptions: toTlsOptions(host, ca, tls) } : {}),
    createConnection: ((...args: Parameters<typeof dial>) => {
      socket = dial(...args);
      return socket;
    }) as typeof dial,
    createSecureConnection: ((...args: Parameters<typeof dialTls>) => {
      const secure = dialTls(...args);
      socket ??= secure;
      return secure;
    }) as typeof dialTls,
  });
  const destroy = (): void => {
    socket?.on('error', () => undefined);
    socket?.destroy(new Error('closed'));
  };
  return { client, destroy };
}

/** Before anything else is said. A server without TLS refuses, and the session ends there. */
async function upgrade(client: Client, options: ConnectionOptions): Promise<void> {
  try {
    await client.startTLS(options);
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    throw code === PROTOCOL_ERROR ? tlsRefused('a server without StartTLS') : error;
  }
}
