// A target whose one call makes the new credential and ends the old one. Its answer is all there is of the new credential: it is stored
// before anything else. Where it is lost all the same, people are told at once, and the dead credential is not used again.
import { expect, test } from '@jest/globals';
import { driveRotation, type Outcome } from '../../support/drive-rotation.ts';
import { findNoticeFaults } from '../../support/find-all-faults.ts';
import { findLeaks } from '../../support/invariants.ts';
import { createWorld, type Fault, type World } from '../../support/rotation-world.ts';

const create = 'target:create';
const put = 'secretsmanager:PutSecretValue';

test('the answer is stored before anything else is asked of anybody', async () => {
  const world = createWorld('effect-none');
  expect((await driveRotation(world)).decision).toBe('rotated');
  expect(world.calls[world.calls.indexOf(create) + 1]).toBe(put);
  expect(readCurrent(world)).toBe(true);
});

test('storing it is tried again for as long as the Lambda may work, without another call to the target', async () => {
  const world = createWorld('effect-none');
  let lost = 0;
  world.fault = (_, call) => {
    if (call !== put || !world.calls.includes(create) || lost >= 5) return undefined;
    lost += 1;
    return 'lose-request';
  };
  expect((await driveRotation(world)).decision).toBe('rotated');
  expect(lost).toBe(5);
  expect(world.calls.filter((call) => call === create)).toHaveLength(1);
});

test.each<readonly [string, Fault, 'retry' | 'stop']>([
  ['killed before', 'kill-before', 'retry'],
  ['killed after', 'kill-after', 'retry'],
  ['stopped before', 'kill-before', 'stop'],
  ['stopped after', 'kill-after', 'stop'],
  ['request lost', 'lose-request', 'retry'],
  ['answer lost', 'lose-answer', 'retry'],
])(
  'whatever call fails (%s), AWSCURRENT works in the end, or the one answer is lost and people know',
  async (_, fault, onKill) => {
    const faults: string[] = [];
    for (let index = 0; index < 60; index += 1) {
      const world = createWorld('effect-none');
      world.fault = (at) => (at === index ? fault : undefined);
      const first = await driveRotation(world, { onKill, name: 'run-1' });
      const failing = world.calls[index];
      world.fault = undefined;
      if (failing === undefined) break;
      world.advance(700_000);
      const second = await driveRotation(world, { name: 'run-2' });
      const found = judge(world, failing, [first, second]);
      faults.push(...found.map((text) => `${failing} at ${String(index)}: ${text}`));
    }
    expect(faults).toEqual([]);
  },
);

function judge(world: World, failing: string, outcomes: readonly Outcome[]): readonly string[] {
  const faults = [
    ...findNoticeFaults(outcomes),
    ...findLeaks(world.values, [...world.logs, ...outcomes.flatMap(({ stateData }) => stateData)]),
  ];
  // A target's credential of which nobody has the value, or one that a version holds.
  if (world.target.credentials.length !== 1) faults.push('not exactly one credential');
  if (readCurrent(world)) return faults;
  const mayBeLost = failing === create || failing === put;
  const isTold = outcomes.some(({ notices }) => notices.length > 0);
  if (!mayBeLost) faults.push('AWSCURRENT is refused');
  if (!isTold)
    faults.push(
      `lost, and nobody was told: ${JSON.stringify(outcomes.map(({ decision, failure }) => [decision, failure]))}`,
    );
  return faults;
}

function readCurrent({ secrets, target }: World): boolean {
  const [versionId = ''] =
    [...secrets.labels].find(([, labels]) => labels.includes('AWSCURRENT')) ?? [];
  return target.works(secrets.valueOf(versionId) ?? '');
}
