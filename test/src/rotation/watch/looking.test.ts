// How the watch goes through very many secrets: only what lists leave open is asked, within the quotas; and what could not be looked at
// is told.
import { expect, test } from '@jest/globals';
import { countBusiestSecond } from '../../../../bench/busiest-second.ts';
import { RotationError } from '../../../../src/rotation/errors.ts';
import { toVersionLabel } from '../../../../src/rotation/owner-label.ts';
import {
  createWatchedWorld,
  HOUR,
  NOW,
  toRunArn,
  type WatchedWorld,
  type WatchRun,
  watch,
} from '../../../support/watched-world.ts';

test('two thousand secrets take 80 seconds, at 25 version lists and 50 schedules a second at the most', async () => {
  const { calls, watched } = await watch(createWatchedWorld(2000));
  expect(watched).toEqual({ findings: 0, secrets: 2000, schedules: 2000 });
  expect(countBusiestSecond(listTimes(calls, 'versions'))).toBeLessThanOrEqual(25);
  expect(countBusiestSecond(listTimes(calls, 'schedule'))).toBeLessThanOrEqual(50);
  expect(((calls.at(-1)?.at ?? 0) - NOW) / 1000).toBeCloseTo(80, 0);
});

test('the dates of versions are not asked where the last change of all decides', async () => {
  const world = createWatchedWorld(5);
  for (const secret of world.secrets) secret.lastChangedAt = NOW - 99 * 24 * HOUR;
  const { calls, findings } = await watch(world);
  expect(calls.filter(({ call }) => call === 'versions')).toEqual([]);
  expect(findings.map(({ kind }) => kind)).toEqual(Array(5).fill('overdue'));
});

test('nothing is asked of a secret that is switched off', async () => {
  const world = createWatchedWorld(5);
  for (const secret of world.secrets) secret.tags.set('rekey:enabled', 'false');
  expect((await watch(world)).calls).toEqual([]);
});

test('each run is asked about once, however many secrets carry its label', async () => {
  const world = createWatchedWorld(5);
  const run = toRunArn('working');
  world.executions.set(run, { kind: 'running' });
  for (const secret of world.secrets.slice(0, 2)) {
    secret.labels.set(`of-${secret.name}`, [toVersionLabel(run, 1)]);
  }
  const first = world.secrets[0];
  first?.labels.set('another', [toVersionLabel(run, 2)]);
  const { calls } = await watch(world);
  expect(calls.filter(({ call }) => call === 'execution').length).toBeLessThanOrEqual(2);
});

test('where time runs short, what was not looked at is told with its count', async () => {
  const world = createWatchedWorld(1000);
  world.callMs = 60_000;
  const { findings, watched, metrics } = await watch(world);
  expect(findings).toHaveLength(1);
  const [found] = findings;
  expect(found).toMatchObject({ kind: 'not-looked-at', severity: 'error' });
  expect(found?.meaning).toMatch(/^\d+ of the secrets \(app\/secret-.*\): there was no time\.$/);
  const left = Number(found?.meaning.split(' ')[0]);
  expect(left).toBeGreaterThan(700);
  expect(left).toBeLessThan(1000);
  expect(watched.notice?.subject).toBe('Rekey watch: 1 error in rekey-test');
  expect(metrics).toContain('Findings 1 not-looked-at');
});

test('a secret that cannot be looked at is told, and hides none of the others', async () => {
  const world = createWatchedWorld(5);
  const [first, second] = world.secrets;
  world.failing.set(
    first?.arn ?? '',
    new RotationError('Rekey.Transient', 'asked to wait', {
      call: 'secretsmanager:ListSecretVersionIds',
    }),
  );
  second?.labels.set('left', ['AWSPENDING']);
  world.madeAt.get(second?.arn ?? '')?.set('left', NOW - 48 * HOUR);
  const { findings } = await watch(world);
  expect(findings.map(({ kind, secret, meaning }) => [kind, secret ?? meaning])).toEqual([
    [
      'not-looked-at',
      `1 of the secrets (${first?.name ?? ''}): Rekey.Transient from secretsmanager:ListSecretVersionIds.`,
    ],
    ['stuck-pending', second?.name],
  ]);
});

test('a defect of ours is no finding, but the watch’s failure', async () => {
  const world = createWatchedWorld(1);
  world.failing.set(world.schedules[0]?.name ?? '', new TypeError('a defect'));
  await expect(watch(world)).rejects.toThrow('a defect');
});

test('each day begins with other secrets', async () => {
  const order = async (): Promise<string> => {
    const world: WatchedWorld = createWatchedWorld(1000);
    world.callMs = 60_000;
    return (await watch(world)).findings[0]?.meaning ?? '';
  };
  expect(await order()).not.toContain('app/secret-0,');
});

function listTimes(calls: WatchRun['calls'], name: string): readonly number[] {
  return calls.filter(({ call }) => call === name).map(({ at }) => at);
}
