// Somebody rolls back between a run's plan and its switch. The credential that was rolled back from is named by AWSPREVIOUS alone, and the
// switch takes that away: whoever switches, the run or its recovery, must name it for retirement first.
import { expect, test } from '@jest/globals';
import { driveRotation } from '../../support/drive-rotation.ts';
import { findAllFaults } from '../../support/find-all-faults.ts';
import { createWorld, type World } from '../../support/rotation-world.ts';

const kinds = ['pure-native', 'effect-native'] as const;

test.each(kinds)('a %s run that switches names what was rolled back from', async (kind) => {
  const world = createWorld(kind);
  const { between, other } = rollBackAfterPlan(world);
  const first = await driveRotation(world, { name: 'run-2' });
  expect(first.decision).toBe('rotated');
  expect(between()).toBe(true);
  const next = await driveAfterGrace(world);
  expect(findAllFaults(world, [...other(), first, next])).toEqual([]);
});

test.each(kinds)(
  'so does the recovery of a %s run that was cut off in its switch',
  async (kind) => {
    const world = createWorld(kind);
    const { between, other } = rollBackAfterPlan(world);
    const rollBack = world.fault;
    let isFinishing = false;
    world.fault = (index, call) => {
      if (!isFinishing || call !== 'secretsmanager:UpdateSecretVersionStage') {
        return rollBack?.(index, call);
      }
      isFinishing = false;
      return 'deny';
    };
    const first = await driveRotation(world, {
      name: 'run-2',
      afterState: (state) => {
        isFinishing = state === 'TestSecret' && between();
      },
    });
    expect(first.failure?.state).toBe('FinishSecret');
    expect(first.recovery?.outcome).toBe('finished');
    const next = await driveAfterGrace(world);
    expect(findAllFaults(world, [...other(), first, next])).toEqual([]);
  },
);

/** At the first write of the run under test another one rotates as far as its grace period, is stopped, and its switch is rolled back. */
function rollBackAfterPlan(world: World) {
  let hasCome = false;
  let isRetiring = false;
  const others: Awaited<ReturnType<typeof driveRotation>>[] = [];
  const comeBetween = async (): Promise<void> => {
    others.push(
      await driveRotation(world, {
        name: 'run-1',
        onKill: 'stop',
        afterState: (state) => {
          isRetiring = state === 'FinishSecret';
        },
      }),
    );
    isRetiring = false;
    const previous = [...world.secrets.labels].find(([, labels]) => labels.includes('AWSPREVIOUS'));
    world.secrets.moveByHand('AWSCURRENT', previous?.[0]);
  };
  world.fault = (_index, call) => {
    if (isRetiring) return 'kill-before';
    if (hasCome || call !== 'secretsmanager:PutSecretValue') return undefined;
    hasCome = true;
    return comeBetween;
  };
  return { between: () => hasCome, other: () => others };
}

async function driveAfterGrace(world: World) {
  world.advance(700_000);
  return await driveRotation(world, { name: 'run-3' });
}

test.each(kinds)('a %s credential that is retired already is not named again', async (kind) => {
  const world = createWorld(kind);
  const first = await driveRotation(world, {
    name: 'run-1',
    afterState: (state) => {
      if (state !== 'FinishSecret') return;
      const value = world.target.createByHand('put by hand');
      world.secrets.putByHand('version-that-a-person-put-by-hand-00', value);
    },
  });
  world.advance(700_000);
  const second = await driveRotation(world, { name: 'run-2' });
  expect(findAllFaults(world, [first, second])).toEqual([]);
});
