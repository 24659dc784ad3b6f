// A double of SQL Server, not a server: it speaks TDS 7.4 so that the driver really logs in, plain or within TLS, and answers the
// statements that it knows (sqlserver-model.ts, sqlserver-catalogue.ts).
import { createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { runQuery } from './sqlserver-catalogue.ts';
import {
  createState,
  logIn,
  type Person,
  runBatch,
  SqlError,
  type State,
} from './sqlserver-model.ts';
import {
  createReader,
  type Message,
  packetTypes,
  parseBatch,
  parseCall,
  parseLogin,
  toFailure,
  toLoginAck,
  toPackets,
  toPrelogin,
  toRows,
} from './tds-wire.ts';

export interface SqlserverDouble {
  readonly port: number;
  readonly state: State;
  /** Every batch that changed something, with its passwords. */
  readonly batches: readonly string[];
  /** From now on every statement fails, and is repeated in the error. */
  echo(this: void, on: boolean): void;
  /** From now on the policy refuses new passwords. */
  refusePasswords(this: void, on: boolean): void;
  /** From now on each login fails with this error; undefined: none does. */
  failLogins(this: void, number: number | undefined): void;
  close(this: void): Promise<void>;
}

interface DoubleOptions {
  readonly admin: { readonly username: string; readonly password: string };
  readonly tls?: { readonly key: string; readonly cert: string };
}

export async function startSqlserverDouble({
  admin,
  tls,
}: DoubleOptions): Promise<SqlserverDouble> {
  const state = createState(admin);
  const batches: string[] = [];
  let echoes = false;
  let refuses = false;
  let loginError: number | undefined;

  const run = (person: Person, { type, body }: Message): Buffer => {
    const isCall = type === packetTypes.rpc;
    const statement = isCall ? parseCall(body) : parseBatch(body);
    const isOurs = isCall || !statement.text.startsWith('set ');
    if (echoes && isOurs) throw new SqlError([50_000], statement.text);
    if (isCall) return toRows(runQuery(state, person, statement), true);
    if (isOurs) batches.push(statement.text);
    runBatch(state, person, statement.text, refuses);
    return toRows([], false);
  };
  const answer = (connection: Connection, message: Message): Buffer => {
    try {
      if (message.type === packetTypes.login) {
        if (loginError !== undefined) throw new SqlError([loginError]);
        connection.person = logIn(state, parseLogin(message.body));
        return toLoginAck();
      }
      if (connection.person === undefined) throw new SqlError([18_456]);
      return run(connection.person, message);
    } catch (error) {
      if (error instanceof SqlError) return toFailure(error.numbers, error.message);
      throw error;
    }
  };

  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, tls, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    state,
    batches,
    echo: (on) => (echoes = on),
    refusePasswords: (on) => (refuses = on),
    failLogins: (number) => (loginError = number),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Connection {
  person: Person | undefined;
}

function serve(
  socket: Socket,
  tls: DoubleOptions['tls'],
  answer: (connection: Connection, message: Message) => Buffer,
): void {
  const connection: Connection = { person: undefined };
  const read = createReader();
  const listen = (stream: Duplex): void => {
    stream.on('data', (bytes: Buffer) => {
      for (const message of read(bytes)) stream.write(toPackets(answer(connection, message)));
    });
  };
  const readFirst = createReader();
  socket.once('data', (bytes: Buffer) => {
    for (const { type } of readFirst(bytes)) {
      if (type !== packetTypes.prelogin) throw new Error('The double waits for a PRELOGIN first.');
      socket.write(toPackets(toPrelogin(tls !== undefined)));
    }
    listen(tls === undefined ? socket : encrypt(socket, tls));
  });
}

/** TLS whose handshake travels in TDS's own packets, and everything after it does not ([MS-TDS] 2.2.6.5). */
function encrypt(
  socket: Socket,
  { key, cert }: { readonly key: string; readonly cert: string },
): Duplex {
  const unwrap = createReader();
  const APPLICATION_DATA = 0x17;
  const inner = new Duplex({
    read: () => undefined,
    write: (bytes: Buffer, _encoding, done) => {
      const isHandshake = bytes[0] !== APPLICATION_DATA;
      socket.write(isHandshake ? toPackets(bytes, packetTypes.prelogin) : bytes, () => {
        done();
      });
    },
  });
  socket.on('data', (bytes: Buffer) => {
    if (bytes[0] === packetTypes.prelogin) {
      for (const { body } of unwrap(bytes)) inner.push(body);
    } else inner.push(bytes);
  });
  socket.on('close', () => inner.destroy());
  const secure = new TLSSocket(inner, { isServer: true, key, cert, maxVersion: 'TLSv1.2' });
  secure.on('error', () => undefined);
  return secure;
}
