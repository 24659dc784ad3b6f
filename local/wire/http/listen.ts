// The socket: node:http on loopback, with a bound on everything a sender may do, feeding `handle`.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { portInUse } from '../errors.ts';
import type { Handle } from '../handle.ts';
import type { WireResponse } from '../message.ts';

export interface ListenOptions {
  /** 0 chooses a free port. */
  readonly port: number;
  readonly host: '127.0.0.1' | '::1';
  readonly bodyBytesMax: number;
}

export interface Listener {
  readonly url: string;
  /** Takes no further requests and ends every connection. */
  close(): Promise<void>;
}

const HEADER_BYTES_MAX = 64 * 1024;
const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 60_000;
const IDLE_MS_MAX = 65_000;
/** How often node looks for senders that are too slow. */
const CHECK_MS = 5_000;
const CONNECTIONS_MAX = 1024;

/** @throws ServiceError with code `PortInUse` where another program listens there */
export async function listen(handle: Handle, options: ListenOptions): Promise<Listener> {
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: HEADERS_MS_MAX,
      requestTimeout: REQUEST_MS_MAX,
      keepAliveTimeout: IDLE_MS_MAX,
      connectionsCheckingInterval: CHECK_MS,
    },
    (request, response) => {
      void serve(handle, options.bodyBytesMax, request, response);
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  await bind(server, options);
  const { port } = server.address() as AddressInfo;
  const host = options.host === '::1' ? '[::1]' : options.host;
  return { url: `http://${host}:${String(port)}`, close: () => close(server) };
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
  handle: Handle,
  bodyBytesMax: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) gone.abort(new Error('The caller has gone.'));
  });
  try {
    const body = await readBody(request, bodyBytesMax);
    const answer = await handle({
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: toHeaders(request),
      body,
      signal: gone.signal,
    });
    write(answer, request, response);
  } catch {
    // Only a sender that broke off gets here: `handle` answers everything else.
    response.destroy();
  }
}

/** One byte too many is enough for `handle` to refuse; the rest is read and forgotten, so that the caller gets the answer. */
async function readBody(request: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    if (size > bytesMax) continue;
    chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks);
}

/** Repeated headers are joined by a comma, as SigV4 joins them. */
function toHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return headers;
}

function write(answer: WireResponse, request: IncomingMessage, response: ServerResponse): void {
  const hasBody = request.method !== 'HEAD' && answer.status !== 204 && answer.status !== 304;
  const length =
    hasBody && answer.headers['content-length'] === undefined
      ? { 'content-length': String(answer.body.length) }
      : {};
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(hasBody ? answer.body : undefined);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    server.closeAllConnections();
  });
}
