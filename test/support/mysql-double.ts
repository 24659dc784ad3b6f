// A double of MySQL 8.0, and no server: it speaks the wire by the driver's own server part, knows accounts with a first and a second
// password, and answers the few statements that rotation has, as MySQL's manual says it would.
// dev.mysql.com/doc/refman/8.4/en/password-management.html#dual-passwords
import { createHash } from 'node:crypto';
import type { AddressInfo, Server } from 'node:net';
import { createSystemRandom, createUuid } from '../../local/random.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';

export interface MysqlDouble {
  readonly port: number;
  readonly admin: Login;
  createUser(login: Login): void;
  /** The passwords that let the user in, as hashes. */
  listPasswords(username: string): readonly string[];
  accepts(login: Login): boolean;
  /** Every statement so far. */
  readonly statements: readonly string[];
  close(): Promise<void>;
}

export interface Login {
  readonly username: string;
  readonly password: string;
}

interface Account {
  first: string;
  second: string | undefined;
}

/** What the driver's server part calls and is called with; its types leave it out. */
interface ServerConnection {
  /** Of the next packet; a command begins at 0, which the server part does not see to. */
  sequenceId: number;
  serverHandshake(options: Readonly<Record<string, unknown>>): void;
  on(event: 'query', listener: (statement: string) => void): void;
  on(event: 'error', listener: () => void): void;
  writeOk(): void;
  writeError(error: { readonly message: string; readonly code: number }): void;
  writeTextResult(rows: readonly Fields[], columns: readonly Fields[]): void;
}

interface Attempt {
  readonly user: string;
  readonly authPluginData1: Buffer;
  readonly authPluginData2: Buffer;
  readonly authToken: Buffer;
}

type Fields = Readonly<Record<string, unknown>>;

export async function startMysqlDouble(): Promise<MysqlDouble> {
  const { default: mysql } = await import('mysql2');
  const admin = { username: 'admin', password: createUuid(createSystemRandom()) };
  const accounts = new Map<string, Account>();
  const statements: string[] = [];
  const createUser = ({ username, password }: Login): void => {
    accounts.set(username, { first: hash(password), second: undefined });
  };
  createUser(admin);

  const server = mysql.createServer((untyped) => {
    const connection = untyped as unknown as ServerConnection;
    connection.on('error', () => undefined);
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0.36',
      connectionId: 1,
      statusFlags: 2,
      characterSet: 45,
      capabilityFlags: 0xffffff & ~0x800 & ~0x20, // neither TLS nor compression
      authCallback: (attempt: Attempt, answer: (error: null, refusal?: Fields) => void) => {
        const account = accounts.get(attempt.user);
        const isRight = [account?.first, account?.second].some(
          (each) => each !== undefined && isToken(attempt, each),
        );
        answer(null, isRight ? undefined : { message: 'Access denied', code: 1045 });
        connection.sequenceId = 0;
      },
    });
    connection.on('query', (statement) => {
      statements.push(statement);
      reply(connection, accounts, statement);
      connection.sequenceId = 0;
    });
  }) as unknown as { readonly _server: Server; listen(port: number, host: string): void };
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server._server.once('listening', resolve));
  const sockets = new Set<{ destroy(): void }>();
  server._server.on('connection', (socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  const list = (username: string): readonly string[] => {
    const { first, second } = accounts.get(username) ?? { first: '', second: undefined };
    return [first, second].filter((each): each is string => each !== undefined && each !== '');
  };
  return {
    port: (server._server.address() as AddressInfo).port,
    admin,
    createUser,
    listPasswords: list,
    accepts: ({ username, password }) => list(username).includes(hash(password)),
    statements,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server._server.close(resolve));
    },
  };
}

export function toDoubleSecret(port: number, login: Login): SecretValue {
  return new SecretValue(JSON.stringify({ engine: 'mysql', host: '127.0.0.1', port, ...login }));
}

function reply(
  connection: ServerConnection,
  accounts: ReadonlyMap<string, Account>,
  statement: string,
): void {
  if (statement === 'SELECT VERSION() AS version') {
    writeRows(connection, [{ version: '8.0.36' }]);
    return;
  }
  const [, hex] = /^SELECT \* FROM mysql\.user WHERE User = X'([0-9a-f]+)'$/.exec(statement) ?? [];
  if (hex !== undefined) {
    const username = Buffer.from(hex, 'hex').toString();
    const account = accounts.get(username);
    writeRows(connection, account === undefined ? [] : [toRow(account)]);
    return;
  }
  const [, username, clause = ''] = /^ALTER USER `(\w+)`@`%` (.+)$/.exec(statement) ?? [];
  const account = accounts.get(username ?? '');
  if (account !== undefined && change(account, clause)) connection.writeOk();
  else connection.writeError({ message: 'You have an error in your SQL syntax', code: 1064 });
}

/** @returns whether MySQL knows the clause */
function change(account: Account, clause: string): boolean {
  if (clause === 'DISCARD OLD PASSWORD') {
    account.second = undefined;
    return true;
  }
  const [, kept, retain] =
    /^IDENTIFIED WITH 'mysql_native_password' AS '(\*[0-9A-F]{40})'( RETAIN CURRENT PASSWORD)?$/.exec(
      clause,
    ) ?? [];
  if (kept === undefined) return false;
  // Without RETAIN the second password stays what it is.
  if (retain !== undefined) account.second = account.first;
  account.first = kept;
  return true;
}

function toRow({ first, second }: Account): Fields {
  const attributes = second === undefined ? null : JSON.stringify({ additional_password: second });
  return {
    Host: '%',
    plugin: 'mysql_native_password',
    authentication_string: first,
    User_attributes: attributes,
    account_locked: 'N',
    ssl_type: '',
  };
}

/** All columns as text (dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html: 253 is VAR_STRING). */
function writeRows(connection: ServerConnection, rows: readonly Fields[]): void {
  const columns = Object.keys(rows[0] ?? { none: '' }).map((name) => ({
    ...{ catalog: 'def', schema: '', table: '', orgTable: '', name, orgName: '' },
    ...{ characterSet: 45, columnLength: 1024, columnType: 253, flags: 0, decimals: 0 },
  }));
  connection.writeTextResult(rows, columns);
}

function hash(password: string): string {
  const once = createHash('sha1').update(password).digest();
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`;
}

/** SHA1(password) XOR SHA1(challenge + SHA1(SHA1(password))), of which the double keeps the last. */
function isToken({ authPluginData1, authPluginData2, authToken }: Attempt, kept: string): boolean {
  const stored = Buffer.from(kept.slice(1), 'hex');
  const mask = createHash('sha1')
    .update(authPluginData1)
    .update(authPluginData2.subarray(0, 12))
    .update(stored)
    .digest();
  if (authToken.length !== mask.length) return false;
  const once = mask.map((byte, index) => byte ^ (authToken[index] ?? 0));
  return createHash('sha1').update(once).digest().equals(stored);
}
