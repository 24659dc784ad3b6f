// Stands between a client and a service and breaks the connection at a chosen call: before the service has it, or once the service has
// done it and answers. For protocols in which a client waits for each answer.
import { createServer, connect as dial, type Socket } from 'node:net';
import type { TargetFixture } from '../contract/fixture.ts';

export interface FaultProxy {
  readonly port: number;
  /** 0 is the next call; undefined: none fails. */
  failCall(index: number | undefined, when: 'before' | 'after'): void;
  hasFailed(): boolean;
  /** Takes no connection any more, and breaks those that are open. */
  goDown(): void;
  comeBack(): void;
  /** Takes connections and what is said over them, and answers nothing. Switched off, it breaks those that it kept waiting. */
  goSilent(on: boolean): void;
  /** Clients that are connected. */
  countConnections(): number;
  close(): Promise<void>;
}

/** @param isCall whether a message of the client's is one that counts */
export async function startFaultProxy(
  servicePort: number,
  isCall: (message: Buffer) => boolean = () => true,
  serviceHost = '127.0.0.1',
): Promise<FaultProxy> {
  const clients = new Set<Socket>();
  let failing: { readonly index: number; readonly when: 'before' | 'after' } | undefined;
  let seen = 0;
  let failed = false;
  let isDown = false;
  let isSilent = false;

  const isNext = (): boolean => {
    seen += 1;
    return failing !== undefined && seen - 1 === failing.index;
  };
  const proxy = createServer((client) => {
    if (isDown) {
      client.resetAndDestroy();
      return;
    }
    const service = dial(servicePort, serviceHost);
    let breaksAtAnswer = false;
    const breakOff = (): void => {
      failed = true;
      client.destroy();
    };
    clients.add(client);
    for (const socket of [client, service]) {
      socket.setNoDelay(true); // or each answer waits for the acknowledgement of the last
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        service.destroy();
        clients.delete(client);
      });
    }
    client.on('data', (message: Buffer) => {
      if (isSilent) return;
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
      if (isSilent) return;
      if (breaksAtAnswer) breakOff();
      else client.write(answer);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  const breakAll = (): void => {
    for (const client of clients) client.destroy();
  };

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
      breakAll();
    },
    comeBack: () => {
      isDown = false;
    },
    goSilent: (on) => {
      if (!on && isSilent) breakAll();
      isSilent = on;
    },
    countConnections: () => clients.size,
    close: async () => {
      breakAll();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

/** The members of a fixture that the proxy gives to each service that stands behind it. */
export function toFaults(
  proxy: FaultProxy,
): Pick<
  Required<TargetFixture>,
  'failRequest' | 'hasFailed' | 'goDown' | 'comeBack' | 'goSilent' | 'countConnections'
> {
  return {
    failRequest: (index, when) => {
      proxy.failCall(index, when);
    },
    hasFailed: () => proxy.hasFailed(),
    goDown: async () => {
      proxy.goDown();
    },
    comeBack: async () => {
      proxy.comeBack();
    },
    goSilent: (on) => {
      proxy.goSilent(on);
    },
    countConnections: () => proxy.countConnections(),
  };
}
