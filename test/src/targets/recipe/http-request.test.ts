import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createManualClock } from '../../../../local/clock.ts';
import { sendHttpRequest } from '../../../../src/targets/recipe/http-request.ts';
import { createTargetContext } from '../../../support/target-context.ts';

let server: Server;
let url: string;
let answer: (response: ServerResponse) => void;
const context = createTargetContext('http-request');

beforeEach(async () => {
  server = createServer((_, response) => {
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const limits = (origin = url) => ({
  origins: new Set([origin]),
  timeoutMs: 5_000,
  call: 'target:test',
});
const get = (to: string) => ({ method: 'GET', url: to, headers: {} });

test('a redirect is not followed: its status is the answer', async () => {
  answer = (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
  expect((await sendHttpRequest(get(url), limits(), context)).status).toBe(302);
});

test('another host than the recipe and the secret name is refused before anything is sent', async () => {
  const sent = sendHttpRequest(get('http://127.0.0.1:9/steal'), limits(), context);
  await expect(sent).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
});

test('http goes to this machine only', async () => {
  const plain = 'http://api.example.com';
  const sent = sendHttpRequest(get(plain), limits(plain), context);
  await expect(sent).rejects.toThrow('expected https, found http');
});

test('an answer that never ends is cut at 256 KiB', async () => {
  answer = (response) => {
    const pump = (): void => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
      response.once('drain', pump);
    };
    pump();
  };
  const sent = sendHttpRequest(get(url), limits(), context);
  await expect(sent).rejects.toThrow("The target's answer is larger than 262144 bytes.");
});

test('no answer in time is transient, and says how long it was waited for', async () => {
  answer = () => undefined;
  const clock = createManualClock(0);
  const sent = sendHttpRequest(get(url), limits(), { ...context, clock });
  const failed = expect(sent).rejects.toMatchObject({
    code: 'Rekey.Transient',
    message: 'The target did not answer within 5 s.',
    facts: { call: 'target:test', milliseconds: 5_000 },
  });
  await clock.advance(5_000);
  await failed;
});

test('a refused connection is transient and names neither host nor port', async () => {
  const closed = 'http://127.0.0.1:9';
  const sent = sendHttpRequest(get(closed), limits(closed), context);
  await expect(sent).rejects.toMatchObject({
    code: 'Rekey.Transient',
    message: 'The connection to the target failed or was cut.',
  });
});
