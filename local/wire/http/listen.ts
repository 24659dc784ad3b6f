// The socket: node:http on loopback, with a bound on everything a sender may do, feeding `handle`.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../../clock.ts';
import { type BodyLimits, findBodyBytesMax } from '../body-limit.ts';
import { portInUse } from '../errors.ts';
import type { Handle } from '../handle.ts';
import type { WireResponse } from '../message.ts';
import { createBodyRoom } from './body-room.ts';
import { defaultBounds, type HttpBounds } from './bounds.ts';
import { forgetUnread } from './forget-unread.ts';
import { findHeaderFault } from './header-fault.ts';
import {
  createPlainConnections,
  type PlainConnections,
  type PlainConnectionsOptions,
} from './plain-connection.ts';
import { type Body, createReadBody, type ReadBody } from './read-body.ts';

export interface ListenOptions {
  /** 0 chooses a free port. */
  readonly port: number;
  readonly host: '127.0.0.1' | '::1';
  readonly limits: BodyLimits;
  readonly clock: Clock;
  readonly bounds?: Partial<HttpBounds>;
}

export interface Listener {
  readonly url: string;
  /** Takes no further requests and ends every connection. */
  close(): Promise<void>;
}

/** @throws ServiceError with code `PortInUse` where another program listens there */
export async function listen(handle: Handle, options: ListenOptions): Promise<Listener> {
  const bounds = { ...defaultBounds, ...options.bounds };
  const room = createBodyRoom(bounds.bodiesBytesMax);
  const { limits, clock } = options;
  const parts = { handle, bounds, limits, clock, read: createReadBody(room) };
  const server = createServer(
    {
      maxHeaderSize: bounds.headerBytesMax,
      headersTimeout: bounds.headersMsMax,
      requestTimeout: bounds.requestMsMax,
      keepAliveTimeout: bounds.idleMsMax,
      connectionsCheckingInterval: bounds.checkMs,
    },
    (request, response) => {
      void serve(parts, request, response);
    },
  );
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    void serveExpectant(parts, request, response);
  });
  server.maxConnections = bounds.connectionsMax;
  // Node would leave out what is over its own number, and nobody would know.
  server.maxHeadersCount = 0;
  const plain = servePlainOnes(server, { handle, bounds, limits, clock, room });
  await bind(server, options);
  const { port } = server.address() as AddressInfo;
  const host = options.host === '::1' ? '[::1]' : options.host;
  return { url: `http://${host}:${String(port)}`, close: () => close(server, plain) };
}

interface Parts {
  readonly handle: Handle;
  readonly bounds: HttpBounds;
  readonly limits: BodyLimits;
  readonly clock: Clock;
  readonly read: ReadBody;
}

/** Each connection is ours first, and node's as soon as a request is not plain. */
function servePlainOnes(
  server: Server,
  parts: Omit<PlainConnectionsOptions, 'takeOver'>,
): PlainConnections {
  const takers = server.listeners('connection');
  const plain = createPlainConnections({
    ...parts,
    takeOver: (socket) => {
      for (const take of takers) Reflect.apply(take, server, [socket]);
    },
  });
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => plain.serve(socket));
  return plain;
}

function bind(server: Server, { port, host }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' ? portInUse(port, host, cause) : cause);
    });
    server.listen(port, host, resolve);
  });
}

async function serve(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  read: ReadBody = parts.read,
): Promise<void> {
  let body: Body | undefined;
  try {
    const fault = findHeaderFault(request, parts.bounds.headersMax);
    if (fault !== undefined) {
      response.writeHead(fault, { connection: 'close' }).end();
      return;
    }
    body = await read(request, findBodyBytesMax(request.headers, parts.limits));
    const answer = await parts.handle({
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: toHeaders(request),
      body: body.bytes,
      unread: body.unread,
      findSignal: () => createSignal(response),
    });
    write(answer, request, response);
    forgetUnread(response.socket, parts);
  } catch {
    // Only a sender that broke off gets here: `handle` answers everything else.
    response.destroy();
  } finally {
    body?.release();
  }
}

/** `Expect: 100-continue`: a body that is too large is refused before any of it is sent (RFC 9110, 10.1.1). */
async function serveExpectant(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared <= findBodyBytesMax(request.headers, parts.limits)) {
    response.writeContinue();
    await serve(parts, request, response);
    return;
  }
  response.shouldKeepAlive = false;
  const unread = { bytes: new Uint8Array(), unread: 'too large', release: () => {} } as const;
  await serve(parts, request, response, () => Promise.resolve(unread));
}

function createSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  const tell = (): void => {
    if (!response.writableEnded) gone.abort(new Error('The caller has gone.'));
  };
  if (response.destroyed) tell();
  else response.once('close', tell);
  return gone.signal;
}

/** Repeated headers are joined by a comma, as SigV4 joins them: node has done so, save for this one. */
function toHeaders({ headers }: IncomingMessage): Record<string, string> {
  const cookies = headers['set-cookie'];
  if (cookies === undefined) return headers as Record<string, string>;
  return { ...headers, 'set-cookie': cookies.join(',') } as Record<string, string>;
}

function write(answer: WireResponse, request: IncomingMessage, response: ServerResponse): void {
  const hasBody = request.method !== 'HEAD' && answer.status !== 204 && answer.status !== 304;
  if (hasBody) answer.headers['content-length'] ??= String(answer.body.length);
  response.writeHead(answer.status, answer.headers);
  response.end(hasBody ? answer.body : undefined);
}

function close(server: Server, plain: PlainConnections): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    plain.close();
    server.closeIdleConnections();
    server.closeAllConnections();
  });
}
