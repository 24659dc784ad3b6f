// The client of every server that is measured: sockets kept alive, each with one request under way, and no more work on an answer
// than finding its end. So the server is what is waited for.
import { connect, type Socket } from 'node:net';

export interface Load {
  readonly seconds: number;
  /** In the order in which they came. */
  readonly latenciesMs: Float64Array;
  /** The last answer's body. */
  readonly lastBody: string;
}

/** @throws Error for an answer other than 200, with its body */
export async function sendAll(
  url: string,
  requests: readonly Buffer[],
  connections: number,
): Promise<Load> {
  const latenciesMs = new Float64Array(requests.length);
  const began = performance.now();
  let next = 0;
  let done = 0;
  let lastBody = '';
  const work = async (): Promise<void> => {
    const connection = createConnection(url);
    try {
      for (let request = requests[next]; request !== undefined; request = requests[next]) {
        next += 1;
        const sent = performance.now();
        lastBody = await connection.send(request);
        latenciesMs[done] = performance.now() - sent;
        done += 1;
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return { seconds: (performance.now() - began) / 1000, latenciesMs, lastBody };
}

export function toPercentile({ latenciesMs }: Load, percent: number): number {
  const sorted = latenciesMs.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}

interface Connection {
  send(request: Buffer): Promise<string>;
  close(): void;
}

interface Waiting {
  readonly resolve: (body: string) => void;
  readonly reject: (error: Error) => void;
}

/** Opens again where the server closes after each answer, as peers may. */
function createConnection(url: string): Connection {
  const { hostname: host, port } = new URL(url);
  let socket: Socket | undefined;
  let received = '';
  let waiting: Waiting | undefined;

  const settle = (work: (waits: Waiting) => void): void => {
    const waits = waiting;
    waiting = undefined;
    received = '';
    if (waits !== undefined) work(waits);
  };
  const take = (isEnd: boolean): void => {
    const body = findBody(received, isEnd);
    if (body === undefined) return;
    const status = received.slice(9, 12);
    const text = received;
    if (isLast(text)) {
      socket?.destroy();
      socket = undefined;
    }
    if (status === '200') settle(({ resolve }) => resolve(body));
    else settle(({ reject }) => reject(new Error(`${url} answered: ${text}`)));
  };
  const open = (): Socket => {
    const opened = connect({ host, port: Number(port), noDelay: true });
    opened.setEncoding('latin1');
    opened.on('data', (chunk: string) => {
      received += chunk;
      take(false);
    });
    opened.once('close', () => {
      if (socket !== opened) return; // its last answer has come
      socket = undefined;
      take(true);
      settle(({ reject }) => reject(new Error(`${url} closed the connection.`)));
    });
    opened.on('error', (error) => settle(({ reject }) => reject(error)));
    return opened;
  };
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket ??= open();
        socket.write(request);
      }),
    close: () => {
      socket?.destroy();
    },
  };
}

/** Whether the server closes behind this answer. */
function isLast(received: string): boolean {
  return received.startsWith('HTTP/1.0') || /\r\nconnection: close\r\n/iu.test(received);
}

/** Undefined while more is to come. */
function findBody(received: string, isEnd: boolean): string | undefined {
  const split = received.indexOf('\r\n\r\n');
  if (split === -1) return undefined;
  const body = received.slice(split + 4);
  const length = /\r\ncontent-length: (\d+)/iu.exec(received)?.[1];
  if (length !== undefined) return body.length >= Number(length) ? body : undefined;
  return isEnd || body.endsWith('\r\n0\r\n\r\n') ? body : undefined;
}
