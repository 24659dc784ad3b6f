// With a folder a moved clock goes on where it stood: time does not go back, and what waited falls due at its time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openCloud } from '../../../local/cloud.ts';
import { createRole, openMovedWorld, START } from './moved-world.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rekey-clock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('after a restart it is as late as before, and an execution that waited ends at its time', async () => {
  const before = await openMovedWorld({ folder, seed: 'kept' });
  await createRole(before);
  const machine = await before.createMachine('waits', {
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 86_400, End: true } },
  });
  const start = { stateMachineArn: machine };
  const { executionArn } = await before.call<{ executionArn: string }>(
    ...(['stepfunctions', 'StartExecution', start] as const),
  );
  await before.move({ advance: 'PT10H' });
  await before.close();

  const after = await openMovedWorld({ folder, seed: 'kept' });
  expect((await after.look()).now).toBe('2026-01-01T10:00:00.000Z');
  expect(await after.move({ until: 'idle' })).toMatchObject({ now: '2026-01-02T00:00:00.000Z' });
  const described = await after.call<{ status: string; stopDate: Date }>(
    ...(['stepfunctions', 'DescribeExecution', { executionArn }] as const),
  );
  expect(described).toMatchObject({
    ...{ status: 'SUCCEEDED', stopDate: new Date(START + 86_400_000) },
  });
  // The seed goes on too: no id comes twice.
  const again = await after.call<{ executionArn: string }>(
    ...(['stepfunctions', 'StartExecution', start] as const),
  );
  expect(again.executionArn).not.toBe(executionArn);
  await after.close();
});

test('a folder whose time is ahead is refused to an earlier start and to real time, and opens as before', async () => {
  const world = await openMovedWorld({ folder });
  await world.move({ until: '2100-01-01T00:00:00Z' });
  await world.close();
  await expect(openMovedWorld({ folder, startMs: START })).rejects.toMatchObject({
    code: 'ClockMoved',
    message: expect.stringMatching(
      /it is 2100-01-01T00:00:00.000Z.*back to 2026-01-01.*--clock manual/,
    ),
  });
  expect(() => openCloud({ folder })).toThrow(/does not go back to real time/);
  const again = await openMovedWorld({ folder, startMs: Date.parse('2100-01-02T00:00:00Z') });
  expect((await again.look()).now).toBe('2100-01-02T00:00:00.000Z');
  await again.close();
});

test('a folder whose time is past goes on in real time, and then from there', async () => {
  const world = await openMovedWorld({ folder, startMs: Date.parse('2020-01-01T00:00:00Z') });
  await world.close();
  await openCloud({ folder }).stop();
  const cloud = openCloud({ folder, manualClock: {} });
  const { url } = await cloud.listen({ port: 0 });
  const { now } = (await (await fetch(`${url}/_rekey/clock`)).json()) as { now: string };
  expect(Date.parse(now)).toBeGreaterThan(Date.parse('2026-01-01T00:00:00Z'));
  await cloud.stop();
});
