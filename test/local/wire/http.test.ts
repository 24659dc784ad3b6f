import { request } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { createCloud } from '../../../local/cloud.ts';
import { startCloud } from '../../support/cloud.ts';
import { type RunningWire, startWire } from '../../support/wire.ts';

let wire: RunningWire | undefined;

afterEach(async () => {
  await wire?.close();
});

/** node's own client: `fetch` does not let one choose Host and Origin. */
function get(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${url}/_rekey/health`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test('a page is read with GET, and an unknown one is refused as JSON that names the others', async () => {
  wire = await startWire({ secretsmanager: {}, sqs: {} });
  const response = await fetch(`${wire.url}/_rekey/health`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ok' });
  const unknown = await fetch(`${wire.url}/_rekey/toString`);
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toEqual({
    error: 'NotFound',
    message: 'There is no such page. There are: health.',
  });
  const posted = await fetch(`${wire.url}/_rekey/health`, { method: 'POST' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
});

test.each([
  [{ host: 'evil.example' }],
  [{ host: '127.0.0.1.evil.example' }],
  [{ host: 'localhost@evil.example' }],
  [{ host: '10.0.0.1:4566' }],
  [{ host: '127.0.0.1', origin: 'https://evil.example' }],
  [{ host: '127.0.0.1', origin: 'null' }],
])('%j is refused', async (headers) => {
  wire = await startWire({});
  expect(await get(wire.url, headers)).toBe(403);
});

test.each([
  [{ host: 'localhost' }],
  [{ host: 'localhost:4566' }],
  [{ host: '[::1]:4566' }],
  [{ host: 'bucket.localhost:4566' }],
  [{ host: '127.0.0.1:1', origin: 'http://localhost:3000' }],
])('%j is this machine', async (headers) => {
  wire = await startWire({});
  expect(await get(wire.url, headers)).toBe(200);
});

test.each([
  ['declared', 'x'.repeat(2000)],
  ['in pieces', new Blob(['x'.repeat(900), 'x'.repeat(900)]).stream()],
])('a body over the limit, %s, is refused', async (_name, body) => {
  wire = await startWire({ secretsmanager: {} }, { bodyBytesMax: 1000 });
  const headers = { 'x-amz-target': 'secretsmanager.ListSecrets' };
  const response = await fetch(wire.url, { method: 'POST', headers, body, duplex: 'half' });
  expect(response.status).toBe(413);
});

test('a request that names no service is refused', async () => {
  wire = await startWire({ secretsmanager: {} });
  const post = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${wire?.url ?? ''}/`, { method: 'POST', headers });
  expect((await post({ 'x-amz-target': 'DynamoDB_20120810.GetItem' })).status).toBe(404);
  expect(await (await post({})).json()).toMatchObject({
    __type: 'MissingAuthenticationTokenException',
  });
});

test('a port that is taken is an error with a code and the port in it', async () => {
  const first = await startCloud();
  const second = createCloud();
  const port = Number(new URL(first.url).port);
  try {
    await expect(second.listen({ port })).rejects.toMatchObject({
      code: 'PortInUse',
      message: expect.stringContaining(String(port)),
    });
  } finally {
    await second.stop();
    await first.close();
  }
});

test('after closing nobody answers, and closing again does no harm', async () => {
  const cloud = await startCloud();
  await cloud.close();
  await cloud.close();
  await expect(fetch(cloud.url)).rejects.toThrow();
});
