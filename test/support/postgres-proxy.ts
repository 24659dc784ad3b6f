// Stands between a client and PostgreSQL and breaks the connection at a chosen call: before the server has it, or after the server did it.
// A call is a login or a query. postgresql.org/docs/current/protocol-message-formats.html
import { createServer, connect as dial, type Socket } from 'node:net';

export interface PostgresProxy {
  readonly port: number;
  failCall(index: number | undefined, when: 'before' | 'after'): void;
  hasFailed(): boolean;
  close(): Promise<void>;
}

const QUERY = 0x51;
const PASSWORD = 0x70;
const READY = 0x5a;

export async function startPostgresProxy(serverPort: number): Promise<PostgresProxy> {
  const sockets = new Set<Socket>();
  let failing: { readonly index: number; readonly when: 'before' | 'after' } | undefined;
  let seen = 0;
  let failed = false;

  const isNext = (): boolean => {
    seen += 1;
    return failing !== undefined && seen - 1 === failing.index;
  };
  const proxy = createServer((client) => {
    const server = dial(serverPort, '127.0.0.1');
    let breaksWhenReady = false;
    const breakOff = (): void => {
      failed = true;
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        server.destroy();
        sockets.delete(socket);
      });
    }
    readFrames(client, true, (type, frame) => {
      // SCRAM's second message ends a login; its first is longer by the mechanism's name.
      const isCall = type === QUERY || (type === PASSWORD && frame.includes('p='));
      if (isCall && isNext()) {
        if (failing?.when === 'before') {
          breakOff();
          return;
        }
        breaksWhenReady = true;
      }
      server.write(frame);
    });
    readFrames(server, false, (type, frame) => {
      if (!breaksWhenReady) client.write(frame);
      else if (type === READY) breakOff();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();

  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    failCall: (index, when) => {
      seen = 0;
      failed = false;
      failing = index === undefined ? undefined : { index, when };
    },
    hasFailed: () => failed,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

/** Whole messages: a type byte and a length, save the client's first, which has no type. */
function readFrames(
  socket: Socket,
  beginsWithStartup: boolean,
  take: (type: number | undefined, frame: Buffer) => void,
): void {
  let rest = Buffer.alloc(0);
  let isStartup = beginsWithStartup;
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const offset = isStartup ? 0 : 1;
      if (rest.length < offset + 4) return;
      const length = offset + rest.readInt32BE(offset);
      if (rest.length < length) return;
      const frame = rest.subarray(0, length);
      rest = rest.subarray(length);
      take(isStartup ? undefined : frame[0], frame);
      isStartup = false;
    }
  });
}
