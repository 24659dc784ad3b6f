// A stand-in for a service that cannot be run here: an HTTP server on loopback that answers as the service's documentation says, and
// fails when it is told to. What it proves is that a recipe and the documentation agree, and no more.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TargetFixture } from '../contract/fixture.ts';

export interface StandInRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed, whether JSON or a form. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface StandInAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The half of a contract's fixture that is the same for all of them. */
export interface StandIn
  extends Required<
    Pick<
      TargetFixture,
      'failRequest' | 'hasFailed' | 'echoCredentials' | 'goDown' | 'comeBack' | 'goSilent' | 'close'
    >
  > {
  readonly url: string;
  /** Method and path of each request that came, in order. */
  readonly requests: readonly string[];
}

export async function startStandIn(
  serve: (request: StandInRequest) => StandInAnswer,
): Promise<StandIn> {
  const requests: string[] = [];
  const state = { seen: 0, failed: false, isEcho: false, isDown: false, isSilent: false };
  let failing: { readonly index: number; readonly when: 'before' | 'after' } | undefined;

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { request, text } = await read(message);
    if (state.isSilent) return;
    requests.push(`${request.method} ${request.path}`);
    const isFailing = failing !== undefined && state.seen === failing.index;
    state.seen += 1;
    state.failed ||= isFailing;
    if (isFailing && failing?.when === 'before') {
      response.writeHead(503).end();
    } else if (state.isEcho) {
      response.writeHead(418).end(`${JSON.stringify(request.headers)} ${text}`);
    } else {
      const { status, body, headers } = serve(request);
      if (isFailing) response.destroy();
      else send(response, status, body, headers);
    }
  };
  const server = createServer((message, response) => {
    answer(message, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    if (state.isDown) socket.resetAndDestroy();
  });
  const url = await listen(server);

  return {
    url,
    requests,
    failRequest: (index, when) => {
      state.seen = 0;
      state.failed = false;
      failing = index === undefined ? undefined : { index, when };
    },
    hasFailed: () => state.failed,
    echoCredentials: (on) => {
      state.isEcho = on;
    },
    goDown: async () => {
      state.isDown = true;
      server.closeAllConnections();
    },
    comeBack: async () => {
      state.isDown = false;
    },
    goSilent: (on) => {
      state.isSilent = on;
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

async function read(message: IncomingMessage): Promise<{ request: StandInRequest; text: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const { pathname, searchParams } = new URL(message.url ?? '/', 'http://stand-in');
  const isForm = message.headers['content-type']?.startsWith('application/x-www-form') === true;
  const body: unknown = isForm
    ? Object.fromEntries(new URLSearchParams(text))
    : JSON.parse(text === '' ? '{}' : text);
  return {
    text,
    request: {
      method: message.method ?? 'GET',
      path: decodeURIComponent(pathname),
      query: searchParams,
      headers: Object.fromEntries(
        Object.entries(message.headers).map(([name, value]) => [name, String(value)]),
      ),
      body: body as Readonly<Record<string, unknown>>,
    },
  };
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}
