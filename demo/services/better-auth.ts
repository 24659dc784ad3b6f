// The third-party service of `npm start` and of the tests: a real better-auth server with its API-key plugin.
// It lives in memory, on loopback, and knows nothing of rotation. Its faults are switched on from outside.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';

/**
 * What the service does wrong on purpose: answers something else, never answers, or does the work and loses the answer.
 * `undefined` lets the request through.
 */
export type Fault = (request: {
  readonly method: string;
  readonly path: string;
  /** What the caller sent as its credential, for faults that repeat it. */
  readonly key: string;
}) => { readonly status: number; readonly body?: string } | 'hang' | 'lose-answer' | undefined;

export interface BetterAuthService {
  /** Such as http://127.0.0.1:40123, without a path. */
  readonly url: string;
  /** The first API key of a new user, as a person would make it by hand. */
  createFirstKey(name: string): Promise<{ readonly keyId: string; readonly apiKey: string }>;
  /** The keys that the service holds, as its own store has them; for tests that count orphans. */
  listKeys(): readonly { readonly id: string; readonly name: string; readonly enabled: boolean }[];
  /** Every request since the start: method and path, no values. */
  readonly requests: readonly { readonly method: string; readonly path: string }[];
  setFault(fault: Fault | undefined): void;
  close(): Promise<void>;
}

interface StoredKey {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
}

/**
 * @param options.port 0 chooses a free one
 * @param options.secret signs the service's own sessions; made by the caller at run time
 */
export async function startBetterAuth(options: {
  readonly port?: number;
  readonly secret: string;
}): Promise<BetterAuthService> {
  const requests: { method: string; path: string }[] = [];
  const tables = {
    user: [],
    session: [],
    account: [],
    verification: [],
    apikey: [] as StoredKey[],
  };
  const gate: {
    fault?: Fault | undefined;
    serve?: (request: IncomingMessage, response: ServerResponse) => void;
  } = {};

  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const method = request.method ?? 'GET';
    requests.push({ method, path: path.split('?')[0] ?? path });
    const fault = gate.fault?.({ method, path, key: String(request.headers['x-api-key']) });
    if (fault === 'hang') return;
    if (fault === 'lose-answer') {
      loseAnswer(response);
      gate.serve?.(request, response);
      return;
    }
    if (fault === undefined) gate.serve?.(request, response);
    else response.writeHead(fault.status, { 'content-type': 'text/plain' }).end(fault.body ?? '');
  });
  const url = await listen(server, options.port ?? 0);
  const auth = createAuth(url, options.secret, tables);
  const serve = toNodeHandler(auth);
  gate.serve = (request, response) => {
    serve(request, response).catch(() => response.writeHead(500).end());
  };

  return {
    url,
    requests,
    listKeys: () => tables.apikey.map(({ id, name, enabled }) => ({ id, name, enabled })),
    setFault: (fault) => {
      gate.fault = fault;
    },
    createFirstKey: async (name) => {
      const password = createHash('sha256').update(`${options.secret}:${name}`).digest('base64url');
      const { user } = await auth.api.signUpEmail({
        body: { name, email: `${name}@rekey.test`, password },
      });
      const made = await auth.api.createApiKey({ body: { name, userId: user.id } });
      return { keyId: made.id, apiKey: made.key };
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** The work is done, but nobody hears of it: the connection is cut where the answer would be written. */
function loseAnswer(response: ServerResponse): void {
  const cut = (): ServerResponse => {
    response.destroy();
    return response;
  };
  response.writeHead = () => response;
  response.write = () => true;
  response.end = cut;
}

function createAuth(url: string, secret: string, tables: Record<string, unknown[]>) {
  return betterAuth({
    baseURL: url,
    secret,
    database: memoryAdapter(tables),
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [
      // A key may make further keys only with a session of its own; the plugin's default limit is about ten calls a day.
      apiKey({ enableSessionForAPIKeys: true, rateLimit: { enabled: false } }),
    ],
  });
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}
