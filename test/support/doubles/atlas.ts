// A stand-in for MongoDB Atlas, built from the documentation of November 2026 (the pages that src/targets/mongodb/atlas names): the Admin
// API's database users and tokens, and a cluster (the double of a MongoDB) that follows each change some time later. Both on one port.
import { createServer, connect as dial, type Socket } from 'node:net';
import type { Clock } from '../../../local/clock.ts';
import { createSystemRandom, createUuid } from '../../../local/random.ts';
import {
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
  startStandIn,
} from '../stand-in.ts';
import { startMongodbDouble } from './mongodb.ts';

export type AtlasFields = Readonly<Record<string, unknown>>;

export interface AtlasDouble {
  readonly port: number;
  readonly groupId: string;
  readonly account: { readonly clientId: string; readonly clientSecret: string };
  /** What came to the Admin API, with what was in it. */
  readonly requests: readonly (Pick<StandInRequest, 'method' | 'path'> & { body: AtlasFields })[];
  readonly echo: StandIn['echoCredentials'];
  /** Somebody makes or changes a user, and it is at the cluster already. */
  setUser(username: string, fields: AtlasFields): void;
  /** As the Admin API shows it. */
  find(username: string): AtlasFields | undefined;
  listUsernames(): readonly string[];
  /** Whether this is the password that the cluster will know in the end. */
  hasPassword(username: string, password: string): boolean;
  /** Access tokens that nobody has revoked. */
  countTokens(): number;
  /** Answers of the Admin API from now on; undefined: its own. */
  answerWith(answer: StandInAnswer | undefined): void;
  /** What the service account may do in the project. */
  setAccountRole(role: 'GROUP_DATABASE_ACCESS_ADMIN' | 'GROUP_READ_ONLY'): void;
  close(): Promise<void>;
}

interface AtlasOptions {
  readonly clock: Clock;
  /** How long a cluster takes to learn of a change. */
  readonly propagationMs: number;
}

/** Of a service account, each for an hour. */
const TOKENS_MAX = 100;
const DEFAULTS = {
  databaseName: 'admin',
  ...{ awsIAMType: 'NONE', ldapAuthType: 'NONE', oidcAuthType: 'NONE', x509Type: 'NONE' },
  ...{ roles: [], scopes: [], labels: [] },
};

export async function startAtlasDouble({
  clock,
  propagationMs,
}: AtlasOptions): Promise<AtlasDouble> {
  const groupId = createUuid(createSystemRandom()).replaceAll('-', '').slice(0, 24);
  const account = {
    clientId: `mdb_sa_id_${createUuid(createSystemRandom())}`,
    clientSecret: `mdb_sa_sk_${createUuid(createSystemRandom())}`,
  };
  const users = new Map<string, { readonly fields: AtlasFields; readonly password: string }>();
  /** Those that live. */
  const tokens = new Set<string>();
  const requests: AtlasDouble['requests'][number][] = [];
  const closing = new AbortController();
  const cluster = await startMongodbDouble({
    admin: { username: 'mms-automation', password: createUuid(createSystemRandom()) },
    isAtlas: true,
  });
  let role = 'GROUP_DATABASE_ACCESS_ADMIN';
  let answer: StandInAnswer | undefined;

  const store = (username: string, { password, ...fields }: AtlasFields): AtlasFields => {
    const before = users.get(username);
    const user = {
      fields: { ...DEFAULTS, ...before?.fields, ...fields, username },
      password: typeof password === 'string' ? password : (before?.password ?? ''),
    };
    users.set(username, user);
    return user.fields;
  };
  const propagate = (username: string): void => {
    const { password = '', fields = {} } = users.get(username) ?? {};
    const { roles } = fields as { roles: { roleName: string; databaseName: string }[] };
    const held = roles.map(({ roleName, databaseName }) => ({ role: roleName, db: databaseName }));
    cluster.setUser(username, { password, roles: held });
  };
  const take = (username: string, change: AtlasFields): AtlasFields => {
    const shown = store(username, change);
    clock.sleep(propagationMs, closing.signal).then(
      () => {
        propagate(username);
      },
      () => undefined, // closed before that
    );
    return shown;
  };

  const serveUsers = ({ method, path, body }: StandInRequest): StandInAnswer => {
    const [, group, username = ''] =
      /^\/api\/atlas\/v2\/groups\/([^/]*)\/databaseUsers(?:\/admin\/(.*))?$/s.exec(path) ?? [];
    if (group !== groupId)
      return refuse(404, 'GROUP_NOT_FOUND', `No group with ID ${String(group)}.`);
    if (method !== 'GET' && role === 'GROUP_READ_ONLY') {
      return refuse(403, 'USER_UNAUTHORIZED', 'Current user is not authorized to do this.');
    }
    const { password } = body;
    if (typeof password === 'string' && password.length < 8) {
      return refuse(400, 'INVALID_ATTRIBUTE', 'Invalid attribute password specified.');
    }
    if (method === 'POST') {
      const { username: name } = body;
      if (typeof name !== 'string' || body['databaseName'] !== 'admin' || !('roles' in body)) {
        return refuse(400, 'MISSING_ATTRIBUTE', 'A required attribute was not specified.');
      }
      if (users.has(name)) return refuse(409, 'USER_ALREADY_EXISTS', `A user ${name} exists.`);
      return { status: 201, body: take(name, body) };
    }
    const found = users.get(username);
    if (found === undefined) {
      return refuse(404, 'USERNAME_NOT_FOUND', `No user with username ${username} exists.`);
    }
    if (method === 'GET') return { status: 200, body: found.fields };
    return { status: 200, body: take(username, body) };
  };

  const serve = (request: StandInRequest): StandInAnswer => {
    const { method, path, headers, body } = request;
    requests.push({ method, path, body });
    if (answer !== undefined) return answer;
    if (path.startsWith('/api/oauth/')) {
      const login = Buffer.from(`${account.clientId}:${account.clientSecret}`).toString('base64');
      if (headers['authorization'] !== `Basic ${login}`) {
        return { status: 401, body: { error: 'invalid_client', error_description: 'no' } };
      }
      if (path === '/api/oauth/revoke') {
        tokens.delete(String(body['token']));
        return { status: 200 };
      }
      if (tokens.size >= TOKENS_MAX) return { status: 403, body: { error: 'access_denied' } };
      if (body['grant_type'] !== 'client_credentials') {
        return { status: 400, body: { error: 'unsupported_grant_type' } };
      }
      const token = createUuid(createSystemRandom());
      tokens.add(token);
      return { status: 200, body: { access_token: token, expires_in: 3600, token_type: 'Bearer' } };
    }
    const token = headers['authorization']?.replace(/^Bearer /, '');
    if (!tokens.has(token ?? '')) return refuse(401, 'UNAUTHORIZED', 'You are not authorized.');
    if (!/^application\/vnd\.atlas\.\d{4}-\d\d-\d\d\+json$/.test(headers['accept'] ?? '')) {
      return refuse(406, 'INVALID_VERSION', 'A version must be named.');
    }
    return serveUsers(request);
  };

  const api = await startStandIn(serve);
  const front = await startFront((first) =>
    /^(GET|POST|PATCH) /.test(first.toString('latin1', 0, 8))
      ? Number(new URL(api.url).port)
      : cluster.port,
  );
  return {
    port: front.port,
    groupId,
    account,
    requests,
    echo: api.echoCredentials,
    setUser: (username, fields) => {
      store(username, fields);
      propagate(username);
    },
    find: (username) => users.get(username)?.fields,
    listUsernames: () => [...users.keys()],
    hasPassword: (username, password) => users.get(username)?.password === password,
    countTokens: () => tokens.size,
    answerWith: (given) => {
      answer = given;
    },
    setAccountRole: (given) => {
      role = given;
    },
    close: async () => {
      closing.abort();
      await front.close();
      await api.close();
      await cluster.close();
    },
  };
}

function refuse(error: number, errorCode: string, detail: string): StandInAnswer {
  return { status: error, body: { error, errorCode, detail, reason: 'refused', parameters: [] } };
}

/** One port for two services: the first bytes of a connection tell which one is meant. */
async function startFront(
  choose: (first: Buffer) => number,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    client.on('error', () => undefined);
    client.on('close', () => sockets.delete(client));
    client.once('data', (first) => {
      const service = dial(choose(first), '127.0.0.1');
      service.setNoDelay(true);
      client.setNoDelay(true);
      service.on('error', () => client.destroy());
      client.on('close', () => service.destroy());
      service.write(first);
      client.pipe(service).pipe(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
