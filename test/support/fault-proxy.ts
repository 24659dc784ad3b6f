// Stands between a client and a service and breaks the connection at a chosen call: before the service has it, or once the service has
// done it and answers. For protocols in which a client waits for each answer.
import { createServer, connect as dial, type Socket } from 'node:net';

export interface FaultProxy {
  readonly port: number;
  /** 0 is the next call; undefined: none fails. */
  failCall(index: number | undefined, when: 'before' | 'after'): void;
  hasFailed(): boolean;
  /** Takes no connection any more, and breaks those that are open. */
  goDown(): void;
  close(): Promise<void>;
}

/** @param isCall whether a message of the client's is one that counts */
export async function startFaultProxy(
  servicePort: number,
  isCall: (message: Buffer) => boolean = () => true,
): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  let failing: { readonly index: number; readonly when: 'before' | 'after' } | undefined;
  let seen = 0;
  let failed = false;
  let isDown = false;

  const isNext = (): boolean => {
    seen += 1;
    return failing !== undefined && seen - 1 === failing.index;
  };
  const proxy = createServer((client) => {
    if (isDown) {
      client.destroy();
      return;
    }
    const service = dial(servicePort, '127.0.0.1');
    let breaksAtAnswer = false;
    const breakOff = (): void => {
      failed = true;
      client.destroy();
    };
    for (const socket of [client, service]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        service.destroy();
        sockets.delete(socket);
      });
    }
    client.on('data', (message: Buffer) => {
      if (isCall(message) && isNext()) {
        if (failing?.when === 'before') {
          breakOff();
          return;
        }
        breaksAtAnswer = true;
      }
      service.write(message);
    });
    service.on('data', (answer: Buffer) => {
      if (breaksAtAnswer) breakOff();
      else client.write(answer);
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
    goDown: () => {
      isDown = true;
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
