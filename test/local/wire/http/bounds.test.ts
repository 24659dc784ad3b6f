// Whatever a sender does, the endpoint holds a bounded amount for a bounded time, and answers the next caller.

import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from '@jest/globals';
import { createSystemClock } from '../../../../local/clock.ts';
import { createBodyRoom } from '../../../../local/wire/http/body-room.ts';
import type { HttpBounds } from '../../../../local/wire/http/bounds.ts';
import { createReadBody } from '../../../../local/wire/http/read-body.ts';
import { openRaw, type RawConnection, writeRaw } from '../../../support/raw-http.ts';
import { type RunningWire, startWire } from '../../../support/wire.ts';

const MIB = 1024 * 1024;

let wire: RunningWire | undefined;
let connections: RawConnection[] = [];
let calls = 0;

afterEach(async () => {
  for (const connection of connections) connection.close();
  connections = [];
  await wire?.close();
  wire = undefined;
});

async function start(bounds: Partial<HttpBounds> = {}, answerBytes = 0): Promise<void> {
  calls = 0;
  const actions = {
    ListSecrets: () => {
      calls += 1;
      return { NextToken: 'x'.repeat(answerBytes) };
    },
  };
  wire = await startWire({ secretsmanager: actions }, {}, undefined, bounds);
}

async function open(bytes?: string | Uint8Array): Promise<RawConnection> {
  const connection = await openRaw(wire?.url ?? '');
  connections.push(connection);
  if (bytes !== undefined) connection.send(bytes);
  return connection;
}

/** Where a test has made the limits of time small, a busy machine may need a second try. */
async function expectAlive(): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const connection = await open(writeRaw());
    const { status } = await connection.answer({ hasBody: false });
    if (status !== 408 || tries === 100) {
      expect(status).toBe(200);
      return;
    }
  }
}

test.each([
  ['with its length', (body: string) => writeRaw({ body })],
  [
    'in chunks',
    (body: string) =>
      writeRaw({
        headers: { 'content-length': undefined, 'transfer-encoding': 'chunked' },
        body: `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      }),
  ],
])(
  'a body of 10 MiB, %s, is refused, and the connection serves the next call',
  async (_name, write) => {
    await start();
    const connection = await open(write(`{"NextToken":"${'x'.repeat(10 * MIB)}"}`));
    const { status, body } = await connection.answer();
    expect(status).toBe(413);
    expect(JSON.parse(body)).toEqual({
      __type: 'RequestEntityTooLargeException',
      message: 'Request size exceeded 7340032 bytes',
    });
    expect(calls).toBe(0);
    connection.send(writeRaw());
    expect((await connection.answer()).status).toBe(200);
  },
);

function toRequest(pieces: Iterable<Buffer>): IncomingMessage {
  return Readable.from(pieces) as unknown as IncomingMessage;
}

test('what is over the limit is dropped as it comes, and what was held before it too', async () => {
  const read = createReadBody(createBodyRoom(100));
  const pieces = Array.from({ length: 50 }, () => Buffer.alloc(10));
  const body = await read(toRequest(pieces), 60);
  expect(body).toMatchObject({ bytes: Buffer.alloc(0), unread: 'too large' });
  const next = await read(toRequest([Buffer.alloc(60)]), 60);
  expect(next.bytes).toHaveLength(60);
});

test('bodies that come at once share one room, and give it back', async () => {
  const read = createReadBody(createBodyRoom(100));
  const first = await read(toRequest([Buffer.alloc(60)]), 100);
  expect(await read(toRequest([Buffer.alloc(60)]), 100)).toMatchObject({ unread: 'no room' });
  first.release();
  first.release();
  const third = await read(toRequest([Buffer.alloc(100)]), 100);
  expect(third.bytes).toHaveLength(100);
  expect(await read(toRequest([Buffer.alloc(1)]), 100)).toMatchObject({ unread: 'no room' });
});

test('a sender that breaks off gives its room back', async () => {
  const read = createReadBody(createBodyRoom(100));
  function* pieces(): Generator<Buffer> {
    yield Buffer.alloc(90);
    throw new Error('broken');
  }
  await expect(read(toRequest(pieces()), 100)).rejects.toThrow('broken');
  expect((await read(toRequest([Buffer.alloc(100)]), 100)).bytes).toHaveLength(100);
});

test('where there is no room for a body, the caller is told to come back', async () => {
  await start({ bodiesBytesMax: 1000 });
  const connection = await open(writeRaw({ body: `{"NextToken":"${'x'.repeat(1000)}"}` }));
  const { status, body } = await connection.answer();
  expect(status).toBe(503);
  expect(body).toContain('"__type":"ServiceUnavailable"');
  await expectAlive();
});

test('1,000 headers are refused', async () => {
  await start();
  const lines = Array.from({ length: 1000 }, (_, index) => `x-${String(index)}: y`);
  const connection = await open(writeRaw({ lines }));
  expect((await connection.answer()).status).toBe(431);
  await connection.closed();
  expect(calls).toBe(0);
  await expectAlive();
});

test.each([
  ['header', writeRaw({ headers: { 'x-long': 'x'.repeat(100_000) } })],
  ['path', writeRaw({ path: `/${'x'.repeat(100_000)}` })],
  ['header without an end', `GET / HTTP/1.1\r\nhost: ${'x'.repeat(100_000)}`],
])('a %s of 100,000 characters is refused', async (_name, bytes) => {
  await start();
  const connection = await open(bytes);
  expect((await connection.answer({ hasBody: false })).status).toBe(431);
  await connection.closed();
  await expectAlive();
});

test.each([
  ['its headers', (whole: Buffer) => whole.subarray(0, 40)],
  ['its body', (whole: Buffer) => whole.subarray(0, -1)],
])('a sender that does not finish %s is let go', async (_name, cut) => {
  await start({ headersMsMax: 30, requestMsMax: 60, checkMs: 10 });
  const connection = await open(cut(writeRaw()));
  expect((await connection.answer({ hasBody: false })).status).toBe(408);
  await connection.closed();
  expect(calls).toBe(0);
  await expectAlive();
});

test('a connection on which nothing is asked is closed in time', async () => {
  await start({ idleMsMax: 20 });
  const connection = await open(writeRaw());
  expect((await connection.answer()).status).toBe(200);
  await connection.closed();
});

test('a caller that never reads its answer is let go', async () => {
  await start({ answerMsMax: 30 }, 20 * MIB);
  const { socket } = await open();
  socket.pause();
  socket.write(writeRaw());
  const clock = createSystemClock();
  const deadline = clock.now() + 60_000;
  // Who does not read learns of the end by writing.
  while (!socket.destroyed && clock.now() < deadline) {
    socket.write('\r\n');
    await clock.sleep(10);
  }
  expect(socket.destroyed).toBe(true);
});

/** As many as a run has descriptors for; REKEY_CONNECTIONS=2000 for more. */
const CONNECTIONS = Number(process.env['REKEY_CONNECTIONS'] ?? 200);

test('connections over the bound are closed, the others are served', async () => {
  await start({ connectionsMax: CONNECTIONS / 2 });
  const all = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(writeRaw())));
  const answers = await Promise.allSettled(all.map((connection) => connection.answer()));
  const served = answers.filter(({ status }) => status === 'fulfilled').length;
  expect(served).toBe(CONNECTIONS / 2);
  for (const connection of all) connection.close();
  await Promise.all(all.map((connection) => connection.closed()));
});
