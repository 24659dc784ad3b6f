// A double of a MongoDB server, not a server: it speaks the wire protocol (OP_MSG, and the OP_QUERY of a first hello), lets people in by
// SCRAM-SHA-256, and knows the commands about users. mongodb.com/docs/manual/reference/mongodb-wire-protocol
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { BSON, type Document } from 'mongodb';
import {
  createScramCredential,
  type ScramCredential,
  type ScramExchange,
  startScram,
} from './scram-server.ts';

export interface MongodbDouble {
  readonly port: number;
  /** Every command about users that came, without what is in it but names and roles. */
  readonly commands: readonly Document[];
  /** From now on every command of users fails, and repeats itself in the error. */
  echo(on: boolean): void;
  /** What somebody beside the server has made of a user of the database admin. */
  setUser(username: string, user: Pick<User, 'roles'> & { readonly password: string }): void;
  close(): Promise<void>;
}

interface User {
  readonly roles: readonly { readonly role: string; readonly db: string }[];
  readonly restrictions: readonly unknown[];
  readonly credential: ScramCredential;
}

interface Connection {
  exchange: ScramExchange | undefined;
  /** As `database.name`. */
  user: string | undefined;
}

interface DoubleOptions {
  readonly admin: { readonly username: string; readonly password: string };
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Knows no authentication restrictions, and refuses to be asked for them. */
  readonly isDocumentdb?: boolean;
  /** Refuses in Atlas's way, and has no commands that change users. */
  readonly isAtlas?: boolean;
}

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;
/** MongoDB 7.0's. */
const WIRE_VERSION = 21;

export async function startMongodbDouble(options: DoubleOptions): Promise<MongodbDouble> {
  const { admin, tls } = options;
  const users = new Map<string, User>([
    [
      `admin.${admin.username}`,
      {
        roles: [{ role: 'userAdminAnyDatabase', db: 'admin' }],
        restrictions: [],
        credential: createScramCredential(admin.password),
      },
    ],
  ]);
  const commands: Document[] = [];
  let echoes = false;

  const answer = (connection: Connection, command: Document): Document => {
    const [name = ''] = Object.keys(command);
    if (echoes && /User/.test(name)) return refuse(2, JSON.stringify(command));
    if (/User/.test(name)) commands.push(command);
    if (options.isAtlas === true && /User$/.test(name)) return refuse(8000, 'not allowed here');
    const run = operations[name];
    return run === undefined ? refuse(59, `no such command: ${name}`) : run(command, connection);
  };

  const refuseLogin = (): Document =>
    options.isAtlas === true
      ? refuse(8000, 'bad auth : authentication failed')
      : refuse(18, 'Authentication failed.');
  const find = (key: string): User | undefined => users.get(key);
  const may = (connection: Connection, role: string): boolean =>
    find(connection.user ?? '')?.roles.some((held) => held.role === role) === true;
  const change = (command: Document, name: string, before: User | undefined): Document => {
    const { pwd, roles, authenticationRestrictions, $db } = command;
    if (options.isDocumentdb === true && authenticationRestrictions !== undefined) {
      return refuse(303, 'Feature not supported: authenticationRestrictions');
    }
    users.set(`${String($db)}.${name}`, {
      roles: (roles as User['roles'] | undefined) ?? before?.roles ?? [],
      restrictions:
        (authenticationRestrictions as unknown[] | undefined) ?? before?.restrictions ?? [],
      credential: createScramCredential(String(pwd)),
    });
    return { ok: 1 };
  };

  const operations: Readonly<
    Record<string, (command: Document, connection: Connection) => Document>
  > = {
    hello: () => greeting(),
    isMaster: () => greeting(),
    ismaster: () => greeting(),
    ping: () => ({ ok: 1 }),
    endSessions: () => ({ ok: 1 }),
    connectionStatus: (_, { user }) => ({
      authInfo: {
        authenticatedUsers: user === undefined || !users.has(user) ? [] : [{ user }],
      },
      ok: 1,
    }),
    saslStart: ({ payload, mechanism, $db }, connection) => {
      if (mechanism !== 'SCRAM-SHA-256') return refuseLogin();
      const text = readPayload(payload);
      connection.exchange = startScram(text, (name) => find(`${String($db)}.${name}`)?.credential);
      return sasl(connection.exchange.serverFirst, false);
    },
    saslContinue: ({ payload, $db }, connection) => {
      const { exchange } = connection;
      const last = exchange?.finish(readPayload(payload));
      if (exchange === undefined || last === undefined) return refuseLogin();
      connection.user = `${String($db)}.${exchange.username}`;
      return sasl(last, true);
    },
    usersInfo: ({ usersInfo, showAuthenticationRestrictions: shows }, connection) => {
      if (shows === true && options.isDocumentdb === true) return refuse(9, 'unknown field');
      const { user, db } = usersInfo as { user: string; db: string };
      const key = `${db}.${user}`;
      if (!may(connection, 'userAdminAnyDatabase') && connection.user !== key)
        return unauthorized();
      const found = find(key);
      const { roles = [], restrictions = [] } = found ?? {};
      const shown = shows === true ? { authenticationRestrictions: restrictions } : {};
      return { users: found === undefined ? [] : [{ _id: key, user, db, roles, ...shown }], ok: 1 };
    },
    createUser: (command, connection) => {
      const name = String(command['createUser']);
      if (!may(connection, 'userAdminAnyDatabase')) return unauthorized();
      if (users.has(`${String(command['$db'])}.${name}`)) return refuse(51_003, 'already exists');
      return change(command, name, undefined);
    },
    updateUser: (command, connection) => {
      const name = String(command['updateUser']);
      const key = `${String(command['$db'])}.${name}`;
      const isOwn = connection.user === key && may(connection, 'changeOwnPassword');
      if (!may(connection, 'userAdminAnyDatabase') && !isOwn) return unauthorized();
      const before = find(key);
      return before === undefined ? refuse(11, 'not found') : change(command, name, before);
    },
    dropUser: ({ dropUser, $db }, connection) => {
      if (!may(connection, 'userAdminAnyDatabase')) return unauthorized();
      const isGone = users.delete(`${String($db)}.${String(dropUser)}`);
      return isGone ? { ok: 1 } : refuse(11, 'not found');
    },
  };

  const sockets = new Set<Socket>();
  const serve = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    const connection: Connection = { exchange: undefined, user: undefined };
    let pool = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      pool = Buffer.concat([pool, bytes]);
      while (pool.length >= HEADER_BYTES && pool.length >= pool.readInt32LE(0)) {
        const message = pool.subarray(0, pool.readInt32LE(0));
        pool = pool.subarray(message.length);
        socket.write(toReply(message, (command) => answer(connection, command)));
      }
    });
  };
  const server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  return {
    port: await listen(server),
    commands,
    echo: (on) => (echoes = on),
    setUser: (username, { roles, password }) => {
      const credential = createScramCredential(password);
      users.set(`admin.${username}`, { roles, restrictions: [], credential });
    },
    close,
  };

  async function close(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function toReply(message: Buffer, answer: (command: Document) => Document): Buffer {
  const opCode = message.readInt32LE(12);
  if (opCode === OP_QUERY) {
    // flags, the collection's name up to a zero, two numbers, then the document.
    const nameEnd = message.indexOf(0, HEADER_BYTES + 4);
    const command = BSON.deserialize(message.subarray(nameEnd + 9));
    const prelude = Buffer.alloc(20); // flags, cursor, starting from, and one document
    prelude.writeInt32LE(1, 16);
    return frame(message, OP_REPLY, [prelude, BSON.serialize(answer(command))]);
  }
  if (opCode !== OP_MSG) throw new Error(`The double does not know the message ${String(opCode)}.`);
  // flags, then one section of kind 0: the document.
  const command = BSON.deserialize(message.subarray(HEADER_BYTES + 5));
  return frame(message, OP_MSG, [Buffer.alloc(5), BSON.serialize(answer(command))]);
}

function frame(request: Buffer, opCode: number, parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + body.length, 0);
  header.writeInt32LE(request.readInt32LE(4), 8); // the answer to this one
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, body]);
}

function greeting(): Document {
  return {
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION,
    saslSupportedMechs: ['SCRAM-SHA-256'],
    ok: 1,
  };
}

function readPayload(payload: unknown): string {
  return Buffer.from((payload as { buffer: Uint8Array }).buffer).toString();
}

function sasl(payload: string, done: boolean): Document {
  return { conversationId: 1, done, payload: new BSON.Binary(Buffer.from(payload)), ok: 1 };
}

function unauthorized(): Document {
  return refuse(13, 'not authorized on this database to execute the command');
}

function refuse(code: number, errmsg: string): Document {
  return { ok: 0, errmsg, code };
}
