// HTTP itself, well and badly framed, over sockets by hand. After whatever was sent, the endpoint answers the next caller.
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  openRaw,
  type RawConnection,
  type RawRequest,
  writeRaw,
} from '../../../support/raw-http.ts';
import { type RunningWire, startWire } from '../../../support/wire.ts';

let wire: RunningWire;
let connections: RawConnection[] = [];
let calls: unknown[] = [];

beforeEach(async () => {
  calls = [];
  wire = await startWire({
    secretsmanager: {
      ListSecrets: (input: unknown) => {
        calls.push(input);
        return { SecretList: [] };
      },
    },
  });
});

afterEach(async () => {
  const next = await open();
  next.send(writeRaw());
  expect((await next.answer()).status).toBe(200);
  for (const connection of connections) connection.close();
  connections = [];
  await wire.close();
});

async function open(): Promise<RawConnection> {
  const connection = await openRaw(wire.url);
  connections.push(connection);
  return connection;
}

async function send(bytes: string | Uint8Array): Promise<RawConnection> {
  const connection = await open();
  connection.send(bytes);
  return connection;
}

const CHUNKED = { 'content-length': undefined, 'transfer-encoding': 'chunked' };

test('a connection serves one call after the other', async () => {
  const connection = await send(writeRaw());
  expect((await connection.answer()).status).toBe(200);
  connection.send(writeRaw({ body: '{"MaxResults":5}' }));
  expect((await connection.answer()).status).toBe(200);
  expect(calls).toEqual([{}, { MaxResults: 5 }]);
});

test('calls that are sent ahead are answered in their order, refused ones among them', async () => {
  const unknown = { headers: { 'x-amz-target': 'secretsmanager.Nothing' } };
  const connection = await send(
    Buffer.concat([writeRaw(), writeRaw(unknown), writeRaw({ body: '{' }), writeRaw()]),
  );
  const answers = [];
  for (let index = 0; index < 4; index += 1) answers.push(await connection.answer());
  expect(answers.map(({ body }) => body)).toEqual([
    '{"SecretList":[]}',
    '{"__type":"UnknownOperationException"}',
    '{"__type":"SerializationException"}',
    '{"SecretList":[]}',
  ]);
});

test('HTTP/1.0 is answered and the connection ends, unless it asks to be kept', async () => {
  const connection = await send(writeRaw({ version: 'HTTP/1.0' }));
  expect((await connection.answer()).status).toBe(200);
  await connection.closed();
  const kept = await send(writeRaw({ version: 'HTTP/1.0', headers: { connection: 'keep-alive' } }));
  expect((await kept.answer()).headers['connection']).toBe('keep-alive');
});

test('Connection: close is heard', async () => {
  const connection = await send(writeRaw({ headers: { connection: 'close' } }));
  expect((await connection.answer()).status).toBe(200);
  await connection.closed();
});

test.each([
  ['pieces', '2\r\n{"\r\n10\r\nMaxResults": 5 }\r\n0\r\n\r\n'],
  ['pieces with extensions', '2;a=b\r\n{"\r\n10;c\r\nMaxResults": 5 }\r\n0\r\n\r\n'],
  ['a trailer', '12\r\n{"MaxResults": 5 }\r\n0\r\nx-amz-target: secretsmanager.Other\r\n\r\n'],
])('a body in %s is one body', async (_name, body) => {
  const connection = await send(writeRaw({ headers: CHUNKED, body }));
  expect((await connection.answer()).status).toBe(200);
  expect(calls).toEqual([{ MaxResults: 5 }]);
});

const JUNK: readonly (readonly [string, RawRequest])[] = [
  [
    'a length and chunks at once',
    { headers: { 'transfer-encoding': 'chunked' }, body: '0\r\n\r\n' },
  ],
  ['two lengths', { lines: ['content-length: 3'] }],
  ['a length that is no number', { headers: { 'content-length': '2x' } }],
  ['a negative length', { headers: { 'content-length': '-2' } }],
  ['a coding that is none', { headers: { ...CHUNKED, 'transfer-encoding': 'chunked, junk' } }],
  ['a coding with a blank in it', { headers: { ...CHUNKED, 'transfer-encoding': 'chun ked' } }],
  ['a chunk size that is none', { headers: CHUNKED, body: 'zz\r\n{}\r\n0\r\n\r\n' }],
  ['a chunk that is longer than it says', { headers: CHUNKED, body: '1\r\n{}\r\n0\r\n\r\n' }],
  ['a blank before the colon', { lines: ['x-amz-target : secretsmanager.Other'] }],
  ['a header without a colon', { lines: ['x-amz-target'] }],
  ['a null character in a header', { headers: { 'x-amz-meta': 'a\0b' } }],
  ['a bare line feed in a header', { headers: { 'x-amz-meta': 'a\nhost: evil.example' } }],
  ['a folded header', { lines: ['x-amz-meta: a', ' b'] }],
  ['two hosts', { lines: ['host: evil.example'] }],
  ['no host', { headers: { host: undefined } }],
  ['a method that is none', { method: 'FETCH' }],
  ['a version that is none', { version: 'HTTP/9.9' }],
  ['a null character in the path', { path: '/a\0b' }],
];

test.each(JUNK)('%s is refused and ends the connection', async (_name, request) => {
  const connection = await send(writeRaw(request));
  expect((await connection.answer({ hasBody: false })).status).toBe(400);
  await connection.closed();
  expect(calls).toEqual([]);
});

test('a body that is longer than it says is no second call', async () => {
  const connection = await send(
    writeRaw({ headers: { 'content-length': '2' }, body: '{}{"MaxResults":1}' }),
  );
  expect((await connection.answer({ hasBody: false })).status).toBe(400);
  await connection.closed();
  expect(calls).not.toContainEqual({ MaxResults: 1 });
});

test('a body that ends before its length is no call', async () => {
  const connection = await send(writeRaw({ headers: { 'content-length': '9' }, body: '{}' }));
  connection.socket.end();
  await connection.closed();
  expect(calls).toEqual([]);
});

test('a caller that has said everything and closed its half still gets the answer', async () => {
  const connection = await open();
  connection.socket.end(writeRaw());
  expect((await connection.answer()).status).toBe(200);
  await connection.closed();
});

test('a caller that leaves in the middle does no harm', async () => {
  for (const count of [1, 30, 200, writeRaw().length - 1]) {
    const connection = await send(writeRaw().subarray(0, count));
    connection.socket.resetAndDestroy();
  }
  expect(calls).toEqual([]);
});

test('a caller that waits is told to go on', async () => {
  const connection = await send(writeRaw({ headers: { expect: '100-continue' } }).subarray(0, -2));
  expect((await connection.answer({ hasBody: false })).status).toBe(100);
  connection.send('{}');
  expect((await connection.answer()).status).toBe(200);
});

test('a caller that waits with too large a body is told so before it sends it', async () => {
  const length = { 'content-length': String(10 * 1024 * 1024) };
  const connection = await send(
    writeRaw({ headers: { expect: '100-continue', ...length }, body: '' }),
  );
  const { status, body } = await connection.answer();
  expect(status).toBe(413);
  expect(body).toContain('RequestEntityTooLargeException');
  await connection.closed();
});

test('an expectation that nobody knows is refused', async () => {
  const connection = await send(writeRaw({ headers: { expect: 'a miracle' } }));
  expect((await connection.answer()).status).toBe(417);
});

test('a TLS client is refused at its first bytes', async () => {
  const hello = Buffer.from('16030100f5010000f10303', 'hex');
  const connection = await send(Buffer.concat([hello, Buffer.alloc(200, 7)]));
  expect((await connection.answer({ hasBody: false })).status).toBe(400);
  await connection.closed();
});

test('CONNECT ends the connection, for the endpoint is no proxy', async () => {
  const connection = await send('CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n');
  await connection.closed();
});

test('an upgrade is not taken up: the call is answered as it stands', async () => {
  const connection = await send(
    writeRaw({ headers: { connection: 'upgrade', upgrade: 'websocket' } }),
  );
  expect((await connection.answer()).status).toBe(200);
});

test('a proxy request for a foreign host is refused', async () => {
  const connection = await send(
    writeRaw({ path: 'http://evil.example/', headers: { host: 'evil.example' } }),
  );
  expect((await connection.answer()).status).toBe(403);
  expect(calls).toEqual([]);
});

test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
  '%s is no call of a JSON service',
  async (method) => {
    const connection = await send(writeRaw({ method }));
    const { status, body } = await connection.answer();
    expect({ status, body }).toEqual({
      status: 403,
      body: '{"__type":"AccessDeniedException","Message":"Unable to determine service/operation name to be authorized"}',
    });
    connection.send(writeRaw());
    expect((await connection.answer()).status).toBe(200);
  },
);

test('HEAD is answered with no body', async () => {
  const connection = await send(writeRaw({ method: 'HEAD', body: '' }));
  expect((await connection.answer({ hasBody: false })).status).toBe(403);
  connection.send(writeRaw());
  expect(await connection.answer()).toMatchObject({ status: 200, body: '{"SecretList":[]}' });
});
