// Several faults in one rotation, of all kinds and at random places, with stale reads and a person at work; afterwards undisturbed
// runs must bring everything back in order.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { closeRotation } from '../../../src/rotation/close.ts';
import { driveRotation, type Outcome } from '../../support/drive-rotation.ts';
import { findAllFaults, findNoticeFaults, viewTarget } from '../../support/find-all-faults.ts';
import { findCurrentFaults } from '../../support/invariants.ts';
import { createWorld, type Fault, startOfTime, type World } from '../../support/rotation-world.ts';

const RUNS = 400;

const fault = fc.constantFrom<Fault>(
  'kill-before',
  'kill-after',
  'lose-request',
  'lose-answer',
  'deny',
);

test('after any faults, undisturbed runs bring everything back in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('pure-native', 'pure-unnamed', 'effect-native', 'pure-none', 'generated'),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 45 }), fault), { maxLength: 6 }),
      fc.constantFrom(0, 1000, 5000),
      fc.constantFrom('moved', 'refused'),
      fc.constantFrom('retry', 'stop'),
      fc.integer({ min: 0, max: 2 }),
      fc.boolean(),
      async (kind, faults, staleMs, selfMove, onKill, rejections, isClosed) => {
        const world = createWorld(kind);
        world.secrets.settings.staleMs = staleMs;
        world.secrets.settings.selfMove = selfMove;
        world.target.settings.rejections = rejections;
        const places = new Map(faults);
        world.fault = (index) => places.get(index);
        const first = await driveRotation(world, { name: 'run-1', onKill });
        world.fault = undefined;
        world.target.settings.rejections = 0;
        if (isClosed && first.status === 'ABORTED') await close(world, first);
        world.advance(700_000);
        const second = await driveRotation(world, { name: 'run-2' });
        // Sooner, a stale read would still show run-2 at work, and run-3 would give way to it.
        world.advance(70_000);
        const third = await driveRotation(world, { name: 'run-3' });
        expect(findNoticeFaults([first])).toEqual([]);
        expect(findAllFaults(world, [first, second, third])).toEqual([]);
        expect([second.decision, third.decision]).toEqual(['rotated', 'rotated']);
        expect(findCurrentFaults(world.secrets, viewTarget(world))).toEqual([]);
      },
    ),
    { numRuns: RUNS },
  );
});

async function close(world: World, { executionArn, status }: Outcome): Promise<void> {
  await closeRotation(world.createPorts(), {
    executionArn,
    status,
    startedAt: startOfTime,
    endedAt: world.now(),
    input: { secretId: 'app/key' },
  });
}
