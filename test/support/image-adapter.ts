// Somebody's adapter: a program beside the endpoint that takes a function's events as POSTs.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ImageAdapter {
  /** For `Code.ImageUri`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface AdapterAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @param answer given the event as JSON text and the request's headers; never settling is answering never */
export async function startImageAdapter(
  answer: (event: string, headers: NodeJS.Dict<string | string[]>) => Promise<AdapterAnswer>,
): Promise<ImageAdapter> {
  const server = createServer((request, response) => {
    const pieces: Uint8Array[] = [];
    request.on('data', (piece: Uint8Array) => pieces.push(piece));
    request.on('end', () => {
      void answer(Buffer.concat(pieces).toString(), request.headers).then(
        ({ status = 200, headers = {}, body }) => {
          response.writeHead(status, headers).end(body);
        },
      );
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/2015-03-31/functions/function/invocations`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
