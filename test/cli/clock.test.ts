// `rekey clock`: the time of an endpoint, shown and moved.
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runClock } from '../../cli/commands/clock.ts';
import { runLocal } from '../../cli/commands/local.ts';
import { createPrinted, runRekey } from '../support/command-line.ts';

const signals = new EventEmitter();
let url: string;
let ended: Promise<number>;

beforeAll(async () => {
  const printed = createPrinted();
  const startMs = Date.parse('2026-01-01T00:00:00Z');
  const options = { clock: 'manual', clockStart: startMs, seed: 'try' } as const;
  ended = runLocal(
    { port: 0, logFormat: 'text', quiet: false, ...options },
    printed.writer,
    signals,
  );
  [url] = (await printed.waitFor(/http:\/\/127\.0\.0\.1:\d+/)) as unknown as [string];
  await printed.waitFor(/time stands until it is moved: npx rekey clock/);
});
afterAll(async () => {
  signals.emit('SIGINT');
  await ended;
});

test('it shows the time, and that nothing is under way', async () => {
  expect(await runRekey('clock', '--endpoint', url)).toEqual({
    ...{ code: 0, errors: '', out: 'It is 2026-01-01T00:00:00.000Z, and nothing is under way.\n' },
  });
});

test('it moves by a duration and to a time, and says from where and what falls due next', async () => {
  const advanced = await runRekey('clock', 'advance', 'P1DT1H', '--endpoint', url);
  expect(advanced).toMatchObject({ code: 0, errors: '' });
  expect(advanced.out).toBe(
    'From 2026-01-01T00:00:00.000Z, by way of 0 due times.\nIt is 2026-01-02T01:00:00.000Z, and nothing is under way.\n',
  );
  const until = await runRekey(
    'clock',
    'until',
    '2026-01-03T00:00:00Z',
    '--json',
    '--endpoint',
    url,
  );
  expect(until.code).toBe(0);
  expect(JSON.parse(until.out)).toMatchObject({
    ...{ from: '2026-01-02T01:00:00.000Z', now: '2026-01-03T00:00:00.000Z', idle: true, due: [] },
  });
  const idle = await runRekey('clock', 'until', 'idle', '--within', 'P2D', '--endpoint', url);
  expect(idle).toMatchObject({ code: 0 });
});

test.each([
  [['advance', 'P1M'], /ISO 8601 duration of weeks, days/],
  [['until', 'tomorrow'], /expected idle, or a time/],
  [['until', '2020-01-01T00:00:00Z'], /time does not go back/],
  [['advance'], /missing required argument/],
])('%j is a wrong call: 2', async (argv, message) => {
  const ran = await runRekey('clock', ...argv, ...(argv.length > 1 ? ['--endpoint', url] : []));
  expect(ran.code).toBe(2);
  expect(ran.errors).toMatch(message);
});

test('where nobody listens it says so: 1', async () => {
  const ran = await runRekey('clock', 'advance', 'P1D', '--endpoint', 'http://127.0.0.1:9');
  expect(ran.code).toBe(1);
  expect(ran.errors).not.toBe('');
});

test('what answers there without a clock is no endpoint of ours: 1, and an address that is none: 2', async () => {
  const foreign = createServer((_, response) => response.end('<!doctype html>'));
  foreign.listen(0, '127.0.0.1');
  await once(foreign, 'listening');
  const { port } = foreign.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${String(port)}`;
  try {
    const ran = await runRekey('clock', 'advance', 'P1D', '--endpoint', endpoint);
    expect(ran.code).toBe(1);
    expect(ran.errors).toBe(
      `rekey: What answers at ${endpoint} has no clock: is it "rekey local", and of this version?\n`,
    );
  } finally {
    foreign.close();
  }
  const wrong = await runRekey('clock', '--endpoint', 'here');
  expect(wrong).toMatchObject({ code: 2, errors: expect.stringContaining('found "here"') });
});

test('on a terminal, thousands of years in which nothing falls due pass at once, and no listener is left', async () => {
  const printed = createPrinted(true);
  const mine = new EventEmitter();
  const options = { endpoint: url, json: false, move: { advance: 'P2000000D' } };
  expect(await runClock(options, printed.writer, mine)).toBe(0);
  expect(mine.eventNames()).toEqual([]);
});

test('--clock-start goes with --clock manual only, and must be a time', async () => {
  const without = await runRekey('local', '--clock-start', '2026-01-01T00:00:00Z');
  expect(without).toMatchObject({ code: 2, errors: expect.stringContaining('--clock manual') });
  const wrong = await runRekey('local', '--clock', 'manual', '--clock-start', '2026');
  expect(wrong).toMatchObject({ code: 2, errors: expect.stringContaining('with its zone') });
});
