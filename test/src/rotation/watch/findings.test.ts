// A healthy world yields nothing, and each single defect exactly its finding.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findingKinds, kinds } from '../../../../src/rotation/watch/kinds.ts';
import { counterparts, defects, type Place } from '../../../support/watched-defects.ts';
import { createWatchedWorld, type WatchedWorld, watch } from '../../../support/watched-world.ts';

test('there is a defect for everything that the watch finds but what it could not look at', () => {
  const made = new Set(defects.map(({ kind }) => kind));
  expect(findingKinds.filter((kind) => !made.has(kind))).toEqual(['not-looked-at']);
});

test.each(defects)('$kind: $story', async ({ kind, apply }) => {
  const world = createWatchedWorld();
  const { secret } = place(world, 1);
  apply(place(world, 1));
  const { findings, watched } = await watch(world);
  expect(findings).toHaveLength(1);
  const [found] = findings;
  expect(found).toMatchObject({ kind, severity: kinds[kind].severity });
  expect(found?.id.startsWith(`${kind}:`)).toBe(true);
  if (found?.secret !== undefined) {
    expect([secret.name, secret.arn, 'admin/key-0']).toContain(found.secret);
  }
  expect(found?.nextCommand).toMatch(/^(aws|npx rekey) .* --region us-east-1$/);
  expect(watched.notice?.message).toContain(found?.meaning);
});

test.each(counterparts)('nothing is found for $story', async ({ apply }) => {
  const world = createWatchedWorld();
  apply(place(world, 1));
  expect((await watch(world)).watched.notice).toBeUndefined();
});

const worlds = fc.record({ count: fc.integer({ min: 1, max: 12 }), at: fc.nat(11) });

test('a healthy world yields nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 12 }), async (count) => {
      const { watched, metrics } = await watch(createWatchedWorld(count));
      expect(watched).toEqual({ findings: 0, secrets: count, schedules: count });
      expect(metrics).toEqual([`SecretsWatched ${String(count)}`, 'Findings 0']);
    }),
    { numRuns: 13 },
  );
});

test('one defect anywhere yields its finding, and what is no defect beside it changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      worlds,
      fc.constantFrom(...defects),
      fc.option(fc.constantFrom(...counterparts)),
      async ({ count, at }, defect, counterpart) => {
        const world = createWatchedWorld(count + 1);
        const broken = place(world, at % count);
        const beside = place(world, count);
        defect.apply(broken);
        counterpart?.apply(beside);
        const { findings } = await watch(world);
        expect(findings.map(({ kind }) => kind)).toEqual([defect.kind]);
      },
    ),
    { numRuns: 400 },
  );
});

test('what two defects yield are both of them, worst first', async () => {
  const world = createWatchedWorld();
  defects.find(({ kind }) => kind === 'schedule-disabled')?.apply(place(world, 0));
  defects.find(({ kind }) => kind === 'no-subscription')?.apply(place(world, 1));
  const { findings } = await watch(world);
  expect(findings.map(({ kind }) => kind)).toEqual(['no-subscription', 'schedule-disabled']);
});

function place(world: WatchedWorld, index: number): Place {
  const { [index]: secret } = world.secrets;
  const { [index]: schedule } = world.schedules;
  if (secret === undefined || schedule === undefined) throw new Error('No such secret.');
  return { world, secret, schedule };
}
