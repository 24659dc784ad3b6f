// Plain requests have a way of their own, past node's: nobody who sends them can tell.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSystemClock } from '../../../../local/clock.ts';
import type { CallContext } from '../../../../local/service.ts';
import { findPlainAnswer } from '../../../../local/wire/http/plain-answer.ts';
import { createFindPlainRequest } from '../../../../local/wire/http/plain-request.ts';
import { openRaw, type RawConnection, writeRaw } from '../../../support/raw-http.ts';
import { type RunningWire, startWire } from '../../../support/wire.ts';

const clock = createSystemClock();
let wire: RunningWire;
let connection: RawConnection;
/** What the next calls wait for. */
let gate: Promise<void> | undefined;
let calls: { readonly input: unknown; readonly signal: AbortSignal }[] = [];

beforeEach(async () => {
  calls = [];
  gate = undefined;
  const ListSecrets = (input: unknown, { signal }: CallContext) => {
    calls.push({ input, signal });
    return gate?.then(() => input) ?? input;
  };
  wire = await startWire({ secretsmanager: { ListSecrets } });
  connection = await openRaw(wire.url);
});

afterEach(async () => {
  connection.close();
  await wire.close();
});

const token = (text: string) => writeRaw({ body: JSON.stringify({ NextToken: text }) });

async function expectAnswers(...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const { status, body } = await connection.answer();
    expect({ status, body }).toEqual({ status: 200, body: JSON.stringify({ NextToken: text }) });
  }
}

test('a request may come in two pieces, cut wherever one likes', async () => {
  const whole = token('cut');
  for (let at = 1; at < whole.length; at += 7) {
    const own = await openRaw(wire.url);
    own.socket.setNoDelay(true);
    own.send(whole.subarray(0, at));
    await clock.sleep(1);
    own.send(whole.subarray(at));
    expect((await own.answer()).body).toBe('{"NextToken":"cut"}');
    own.close();
  }
});

test('plain requests and others take turns on one connection', async () => {
  const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
  connection.send(token('a'));
  await expectAnswers('a');
  connection.send(writeRaw({ headers: chunked, body: '11\r\n{"NextToken":"b"}\r\n0\r\n\r\n' }));
  await expectAnswers('b');
  connection.send(token('c'));
  await expectAnswers('c');
});

test('what is sent while an answer is under way is answered after it', async () => {
  let open = (): void => {};
  gate = new Promise((resolve) => {
    open = resolve;
  });
  connection.send(token('slow'));
  await expectCalls(1);
  gate = undefined;
  connection.send(token('plain'));
  await clock.sleep(1); // so that they come one by one
  connection.send(writeRaw({ method: 'GET' }));
  await clock.sleep(1);
  open();
  await expectAnswers('slow', 'plain');
  expect((await connection.answer()).status).toBe(403);
  connection.send(token('last'));
  await expectAnswers('last');
});

test('a call learns that its caller has gone', async () => {
  gate = new Promise(() => {});
  connection.send(token('nobody'));
  await expectCalls(1);
  const signal = calls[0]?.signal;
  expect(signal?.aborted).toBe(false);
  connection.close();
  if (signal?.aborted === false) await once(signal, 'abort');
  expect(signal?.reason).toEqual(new Error('The caller has gone.'));
});

async function expectCalls(count: number): Promise<void> {
  while (calls.length < count) await clock.sleep(1);
}

test('an answer with a header that is none is not written', () => {
  const headers = { 'x-name': 'a\r\nset-cookie: b' };
  expect(findPlainAnswer({ status: 200, headers, body: Buffer.alloc(0) }, 1)).toBeUndefined();
});

const HEADERS = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 3, arbitrary: fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,12}$/u) },
      fc.constantFrom(
        'Host',
        'Connection',
        'Content-Length',
        'Transfer-Encoding',
        'Expect',
        'Cookie',
      ),
      fc.constantFrom('__proto__', 'constructor', 'Upgrade', 'Trailer', '', 'a b', 'a:b', 'é'),
    ),
    fc.oneof(
      { weight: 3, arbitrary: fc.stringMatching(/^[ -~]{0,20}$/u) },
      fc.constantFrom(
        'keep-alive',
        'close',
        'chunked',
        '0',
        '2',
        ' x ',
        '\tx',
        'a\tb',
        'é',
        'a\0b',
      ),
    ),
    fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r', '\r\n '),
  ),
  { maxLength: 6 },
);

interface Seen {
  readonly path: string | undefined;
  readonly headers: unknown;
  readonly body: string;
}

test('what is taken for plain, node reads just so', async () => {
  let seen: Seen | undefined;
  const server: Server = createServer((request, response) => {
    request
      .setEncoding('latin1')
      .toArray()
      .then(
        (chunks) => {
          seen = { path: request.url, headers: request.headers, body: chunks.join('') };
          response.end();
        },
        () => undefined,
      );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const find = createFindPlainRequest(250);
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(HEADERS, fc.stringMatching(/^[ -~\r\n]{0,20}$/u), async (headers, body) => {
      const lines = headers.map(([name, value, end]) => `${name}:${value}${end}`).join('');
      const start = `POST /a?b=%20 HTTP/1.1\r\nhost: here\r\ncontent-length: ${String(body.length)}\r\n`;
      const bytes = Buffer.from(`${start}${lines}\r\n${body}`, 'latin1');
      const found = find(bytes);
      if (found === undefined) return;
      plain += 1;
      seen = undefined;
      const raw = await openRaw(url);
      raw.send(bytes);
      expect((await raw.answer({ hasBody: false })).status).toBe(200);
      raw.close();
      const { path, headers: read } = found;
      expect({ path, headers: read, body: found.body.toString('latin1') }).toEqual(seen);
    }),
    { numRuns: 400 },
  );
  expect(plain).toBeGreaterThan(20);
  server.close();
});
