// A form on this machine that takes the value in a browser. Its address holds a random part that only this terminal shows; a page of
// another site can neither read it nor post to it.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import type { PersonRequest } from '../../src/rotation/state.ts';
import { describeError } from '../describe-error.ts';
import type { Writer } from '../writer.ts';
import type { AnswerSource, Compose } from './answer-source.ts';
import { renderForm, renderThanks } from './form-page.ts';

/** More than a secret may hold, escaped. */
const BODY_BYTES_MAX = 400_000;

/** What is asked at the moment. */
interface Asking {
  readonly request: PersonRequest;
  readonly compose: Compose;
  readonly take: (value: SecretValue) => void;
}

export async function openAnswerForm(writer: Writer): Promise<AnswerSource> {
  const path = `/${randomBytes(24).toString('base64url')}`;
  let asking: Asking | undefined;
  const server = createServer((request, response) => {
    void serve(request, response, path, () => asking).catch(() => {
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${String(port)}${path}`;

  return {
    isLasting: true,
    ask: async (request, compose, signal) =>
      await new Promise<SecretValue>((resolve, reject) => {
        const stop = (): void => {
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', stop, { once: true });
        asking = {
          request,
          compose,
          take: (value) => {
            asking = undefined;
            signal.removeEventListener('abort', stop);
            resolve(value);
          },
        };
        writer.note(`Open ${url}`);
      }),
    close: async () => {
      server.closeIdleConnections();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  findAsking: () => Asking | undefined,
): Promise<void> {
  if (!isSame(request.url ?? '', path)) {
    answer(response, 404, 'Not found.');
    return;
  }
  const asking = findAsking();
  if (asking === undefined) {
    answer(response, 200, renderThanks());
    return;
  }
  if (request.method === 'GET') {
    answer(response, 200, renderForm(asking.request));
    return;
  }
  if (request.method !== 'POST' || !isOwn(request)) {
    answer(response, 403, 'Refused: only this page itself may send an answer.');
    return;
  }
  await take(request, response, asking);
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  { request: asked, compose, take: hand }: Asking,
): Promise<void> {
  const given = new URLSearchParams(await readBody(request)).get('value') ?? '';
  let value: SecretValue;
  try {
    value = compose(new SecretValue(given.trim()));
  } catch (error) {
    answer(response, 400, renderForm(asked, describeError(error).text));
    return;
  }
  answer(response, 200, renderThanks());
  hand(value);
}

/** Browsers say where a form stands; a page of another site, or a name that was made to lead here, is told apart by it. */
function isOwn({ headers: { host, origin } }: IncomingMessage): boolean {
  return (
    host?.startsWith('127.0.0.1:') === true && (origin === undefined || origin === `http://${host}`)
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Error('The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(html);
}

function isSame(one: string, other: string): boolean {
  const [given, known] = [Buffer.from(one), Buffer.from(other)];
  return given.length === known.length && timingSafeEqual(given, known);
}
