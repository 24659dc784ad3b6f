// The OAuth 2.0 server of `npm start` and of the tests: a real oidc-provider with client registration (RFC 7591, RFC 7592). It lives in
// memory, on loopback, and knows nothing of rotation.
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from 'oidc-provider';

const TOKEN_SECONDS = 60;

export interface OidcProvider {
  /** The issuer, such as http://127.0.0.1:40123. */
  readonly url: string;
  /** Lets its bearer register clients. */
  readonly initialAccessToken: string;
  /** As a person registers a client by hand: the server's answer. */
  registerClient(
    metadata: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** The clients that the server holds, as its own store has them; for tests that count orphans. */
  listClients(): readonly StoredClient[];
  /** Whoever runs the server changes a client's secret or forgets its keys. */
  changeClient(clientId: string, metadata: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

export interface StoredClient {
  readonly client_id: string;
  readonly client_name?: string;
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
}

export interface OidcOptions {
  /** Signs cookies and makes secrets; different for each server, made by the caller at run time. */
  readonly secret: () => string;
  /** An update gives the client another secret, as RFC 7592 lets a server do. Stock oidc-provider never does. */
  readonly changesSecrets?: boolean;
  /** An update gives another registration access token, as stock oidc-provider does. */
  readonly rotatesTokens?: boolean;
  /** Where clients reach the server, if not at its port: it calls itself by that. */
  readonly front?: (port: number) => Promise<string>;
}

export async function startOidcProvider(options: OidcOptions): Promise<OidcProvider> {
  const stored = new Map<string, Payload>();
  const gate: { serve?: (request: IncomingMessage, response: ServerResponse) => void } = {};
  const server = createServer((request, response) => gate.serve?.(request, response));
  // Else a client may write to a connection in the very moment in which it is closed for being idle.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = (await options.front?.(port)) ?? `http://127.0.0.1:${String(port)}`;

  const { Provider } = await importQuietly();
  const provider = new Provider(url, toConfiguration(options, stored));
  const serve = provider.callback();
  gate.serve = (request, response) => {
    serve(request, response).catch(() => response.writeHead(500).end());
  };
  const initialAccessToken = await new provider.InitialAccessToken({ policies: ['house'] }).save();

  return {
    url,
    initialAccessToken,
    registerClient: async (metadata) => {
      const answer = await fetch(`${url}/reg`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${initialAccessToken}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(metadata),
      });
      const fields = (await answer.json()) as Readonly<Record<string, unknown>>;
      if (answer.status !== 201)
        throw new Error(`Registration: ${String(fields['error_description'])}`);
      return fields;
    },
    listClients: () =>
      [...stored]
        .filter(([key]) => key.startsWith('Client:'))
        .map(([, payload]) => payload as unknown as StoredClient),
    changeClient: (clientId, metadata) => {
      const key = `Client:${clientId}`;
      stored.set(key, { ...stored.get(key), ...metadata });
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

type Payload = Readonly<Record<string, unknown>>;

/** It works on Node 20 and says at its import that it would rather have a later one: for who develops it, not for who tries this. */
async function importQuietly(): Promise<{ readonly Provider: typeof Provider }> {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}

function toConfiguration(
  { secret, changesSecrets = false, rotatesTokens = true }: OidcOptions,
  stored: Map<string, Payload>,
): Readonly<Record<string, unknown>> {
  // RS256 is what clients are registered for where they say nothing else.
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signingKey = { ...privateKey.export({ format: 'jwk' }), kid: 'server', alg: 'RS256' };
  return {
    adapter: (model: string) => createAdapter(model, stored),
    jwks: { keys: [signingKey] },
    cookies: { keys: [secret()] },
    ttl: { ClientCredentials: TOKEN_SECONDS },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      registration: {
        enabled: true,
        initialAccessToken: true,
        policies: {
          house: (context: { readonly method: string }, properties: Record<string, unknown>) => {
            if (changesSecrets && context.method === 'PUT') properties['client_secret'] = secret();
          },
        },
      },
      registrationManagement: { enabled: true, rotateRegistrationAccessToken: rotatesTokens },
    },
  };
}

/** What oidc-provider keeps, by model and id. Nothing here lives long enough to expire. */
function createAdapter(model: string, stored: Map<string, Payload>) {
  const toKey = (id: string): string => `${model}:${id}`;
  return {
    upsert: async (id: string, payload: Payload) => {
      stored.set(toKey(id), payload);
    },
    find: async (id: string) => stored.get(toKey(id)),
    destroy: async (id: string) => {
      stored.delete(toKey(id));
    },
    consume: async () => undefined,
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    revokeByGrantId: async () => undefined,
  };
}
