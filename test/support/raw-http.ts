// HTTP by hand, over a socket of its own: for what no client would send.
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RawConnection {
  readonly socket: Socket;
  send(bytes: string | Uint8Array): void;
  /** The next answer on this connection; rejects where it ends before one is whole. */
  answer(options?: { readonly hasBody?: boolean }): Promise<RawAnswer>;
  /** Resolves once the endpoint has ended the connection. */
  closed(): Promise<void>;
  close(): void;
}

export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  await new Promise<void>((resolve, reject) =>
    socket.once('connect', resolve).once('error', reject),
  );
  let received = Buffer.alloc(0);
  let isEnded = false;
  let wake = (): void => {};
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      isEnded = true;
      wake();
      resolve();
    };
    socket.on('end', end).on('close', end);
  });
  socket.on('error', () => {}); // a reset is an end like any other
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  return {
    socket,
    send: (bytes) => {
      socket.write(bytes);
    },
    answer: async ({ hasBody = true } = {}) => {
      for (;;) {
        const found = findAnswer(received, hasBody);
        if (found !== undefined) {
          received = received.subarray(found.end);
          return found.answer;
        }
        if (isEnded)
          throw new Error(`The connection ended after ${String(received.length)} bytes.`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    closed: () => ended,
    close: () => {
      socket.destroy();
    },
  };
}

function findAnswer(
  received: Buffer,
  hasBody: boolean,
): { readonly answer: RawAnswer; readonly end: number } | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const [first = '', ...lines] = received.toString('latin1', 0, headEnd).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const split = line.indexOf(':');
      return [line.slice(0, split).toLowerCase(), line.slice(split + 1).trim()];
    }),
  );
  const start = headEnd + 4;
  const end = start + (hasBody ? Number(headers['content-length'] ?? 0) : 0);
  if (received.length < end) return undefined;
  const status = Number(/^HTTP\/1\.1 (\d{3}) ?/u.exec(first)?.[1]);
  return { answer: { status, headers, body: received.toString('utf8', start, end) }, end };
}

/** An unsigned-for scope is enough: keys that the endpoint did not issue are the account's root. */
export function toRawAuthorization(service = 'secretsmanager'): string {
  const scope = `LOCALROOT/20260101/us-east-1/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`;
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly version?: string;
  /** Over the usual ones; `undefined` takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Further lines as they are. */
  readonly lines?: readonly string[];
  readonly body?: string | Uint8Array;
}

/** A call of Secrets Manager, its parts changed at will. */
export function writeRaw(request: RawRequest = {}): Buffer {
  const { method = 'POST', path = '/', version = 'HTTP/1.1', lines = [] } = request;
  const body = Buffer.from(request.body ?? '{}');
  const headers: Record<string, string | undefined> = {
    host: '127.0.0.1',
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'secretsmanager.ListSecrets',
    authorization: toRawAuthorization(),
    'content-length': String(body.length),
    ...request.headers,
  };
  const head = Object.entries(headers)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value ?? ''}`);
  const text = [`${method} ${path} ${version}`, ...head, ...lines, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(text, 'latin1'), body]);
}
