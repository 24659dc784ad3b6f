// When a rotation goes ahead, when it gives way, and what it does when the target will not.
import { expect, test } from '@jest/globals';
import { closeRotation } from '../../../src/rotation/close.ts';
import { createSecret } from '../../../src/rotation/create.ts';
import { planRotation } from '../../../src/rotation/plan.ts';
import type { Rotation } from '../../../src/rotation/state.ts';
import { driveRotation, toExecutionArn } from '../../support/drive-rotation.ts';
import { findAllFaults } from '../../support/find-all-faults.ts';
import { createWorld, startOfTime, type World } from '../../support/rotation-world.ts';

const scheduled = { secretId: 'app/key', scheduledTime: '2026-11-21T02:00:00Z' };

test('a secret that is switched off is skipped, with the reason and without a word to anybody', async () => {
  const world = createWorld('effect-native', { 'rekey:enabled': 'false' });
  const outcome = await driveRotation(world);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', decision: 'skip', notices: [] });
  expect(outcome.stateData.at(-1)).toContain('switched off by the tag rekey:enabled');
});

test('a schedule that fires twice rotates once in its window', async () => {
  const world = createWorld('effect-native');
  const first = await driveRotation(world, { name: 'run-1', input: scheduled });
  const second = await driveRotation(world, { name: 'run-2', input: scheduled });
  expect([first.decision, second.decision]).toEqual(['rotated', 'skip']);
  expect(second.stateData.at(-1)).toContain('rotated in this window already');
});

test('a run by hand rotates again in the same window', async () => {
  const world = createWorld('effect-native');
  await driveRotation(world, { name: 'run-1', input: scheduled });
  const second = await driveRotation(world, { name: 'run-2' });
  expect(second.decision).toBe('rotated');
});

test('a trigger that comes after its window fails, and says so', async () => {
  const world = createWorld('effect-native');
  world.advance(3_600_000);
  const outcome = await driveRotation(world, { input: scheduled });
  expect(outcome.failure?.error).toBe('Rekey.WindowExpired');
  expect(outcome.notices).toHaveLength(1);
});

test('none of create, set, test and finish begins after the deadline', async () => {
  const world = createWorld('pure-native');
  const outcome = await driveRotation(world, {
    afterState: (state) => {
      if (state === 'SetSecret') world.advance(3_600_000);
    },
  });
  expect(outcome.failure).toMatchObject({ state: 'TestSecret', error: 'Rekey.WindowExpired' });
  expect(outcome.recovery?.outcome).toBe('undone');
  expect(world.calls).not.toContain('target:test');
  expect(findAllFaults(world, [outcome])).toEqual([]);
});

test('an AWSPENDING that no run of ours put stops the rotation as T10, before anything is changed', async () => {
  const world = createWorld('effect-native');
  world.secrets.putByHand('foreign-version-of-somebody-else-0', world.target.createByHand('x'));
  world.secrets.moveByHand('AWSCURRENT', 'version-0-of-the-secret-by-hand-0');
  world.secrets.moveByHand('AWSPENDING', 'foreign-version-of-somebody-else-0');
  const before = JSON.stringify([...world.secrets.labels]);
  const outcome = await driveRotation(world);
  expect(outcome.failure?.error).toBe('Rekey.RotationInProgress');
  expect(outcome.notices[0]?.subject).toContain('T10');
  expect(outcome.notices[0]?.message).toContain(
    '--version-stage AWSPENDING --remove-from-version-id foreign-version-of-somebody-else-0',
  );
  expect(JSON.stringify([...world.secrets.labels])).toBe(before);
});

test('a target that holds as many credentials as it may fails the plan with the time of the next retirement', async () => {
  const world = createWorld('effect-slots');
  world.secrets.putByHand('v'.repeat(32), world.target.createByHand('second'));
  world.secrets.moveByHand(
    'rekey:retire:2026-11-22T00:00:00.000Z',
    'version-0-of-the-secret-by-hand-0',
  );
  const outcome = await driveRotation(world);
  expect(outcome.failure?.error).toBe('Rekey.MaxActiveReached');
  expect(outcome.failure?.cause).toContain('2026-11-22T00:00:00.000Z');
});

test('a value that the target’s policy refuses is made anew, three times at the most', async () => {
  const once = createWorld('pure-native');
  once.target.settings.rejections = 2;
  const rotated = await driveRotation(once);
  expect(rotated.decision).toBe('rotated');
  expect(findAllFaults(once, [rotated])).toEqual([]);

  const never = createWorld('pure-native');
  never.target.settings.rejections = 99;
  const failed = await driveRotation(never);
  expect(failed.failure?.error).toBe('Rekey.ValueRejected');
  expect(failed.states.filter((state) => state === 'CreateSecret')).toHaveLength(3);
  expect(findAllFaults(never, [failed])).toEqual([]);
});

test('an outage is waited for until the window ends, then undone and told with its last reason', async () => {
  const world = createWorld('effect-native');
  const outcome = await driveRotation(world, {
    input: { secretId: 'app/key', window: '90s' },
    afterState: (state) => {
      world.target.settings.outage = state === 'PlanRotation';
    },
  });
  expect(outcome.failure).toMatchObject({ state: 'CreateSecret', error: 'Rekey.WindowExpired' });
  expect(outcome.failure?.cause).toContain('503');
  expect(outcome.notices[0]?.subject).toMatch(/failed in CreateSecret \(R01\)$/);
});

test('where the target switched and the step failed, recovery follows the target', async () => {
  const world = createWorld('pure-none');
  failFrom(world, 'target:test');
  const outcome = await driveRotation(world);
  expect(outcome.recovery?.outcome).toBe('promoted');
  expect(outcome).toMatchObject({ status: 'FAILED' });
  expect(outcome.states).toContain('AnnounceRotation');
  expect(findAllFaults(world, [outcome])).toEqual([]);
});

test('where the target refuses both, nothing is changed and the notice is critical, with both versions', async () => {
  const world = createWorld('pure-none');
  const outcome = await driveRotation(world, {
    afterState: (state) => {
      if (state === 'SetSecret') world.target.createByHand('somebody else');
    },
  });
  expect(outcome.recovery).toMatchObject({ outcome: 'both-refused', works: 'neither' });
  expect(outcome.notices[0]?.subject).toContain('critical');
  expect(outcome.notices[0]?.message).toContain(outcome.recovery?.pendingVersionId);
  const labels = [...world.secrets.labels.values()].flat();
  expect(labels).toContain('AWSPENDING');
  // The next run finds the same, changes nothing, and gathers no labels.
  world.advance(70_000);
  const count = labels.length;
  const next = await driveRotation(world, { name: 'run-2' });
  expect(next.failure?.error).toBe('Rekey.CredentialRefused');
  expect([...world.secrets.labels.values()].flat().length).toBeLessThanOrEqual(count);
});

test('a retirement that fails is a warning, and the next plan makes good for it', async () => {
  const world = createWorld('effect-native');
  failFrom(world, 'target:retire', 'Rekey.Transient');
  const outcome = await driveRotation(world);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', decision: 'rotated' });
  expect(outcome.notices[0]?.subject).toContain('warning');
  expect(outcome.notices[0]?.message).toContain('"mode":"retire"');
  world.fault = undefined;
  const next = await driveRotation(world, { name: 'run-2' });
  expect(findAllFaults(world, [outcome, next])).toEqual([]);
});

test('in the mode retire only what awaits retirement is revoked, in its time', async () => {
  const world = createWorld('effect-native');
  world.secrets.putByHand('v'.repeat(32), world.target.createByHand('second'));
  const dueAt = new Date(startOfTime + 5_000_000).toISOString();
  world.secrets.moveByHand(`rekey:retire:${dueAt}`, 'version-0-of-the-secret-by-hand-0');
  const input = { secretId: 'app/key', mode: 'retire' };
  const outcome = await driveRotation(world, { input });
  expect(outcome.decision).toBe('rotated');
  expect(world.now()).toBeGreaterThanOrEqual(Date.parse(dueAt));
  expect(outcome.states).not.toContain('CreateSecret');
  expect(findAllFaults(world, [outcome])).toEqual([]);
});

test('a run that DescribeExecution does not know is believed dead only after an hour', async () => {
  const world = createWorld('effect-native');
  world.fault = (_index, call) => (call === 'target:create' ? 'kill-after' : undefined);
  await driveRotation(world, { onKill: 'stop' });
  world.fault = undefined;
  world.executions.delete(toExecutionArn('run-1'));
  const early = await driveRotation(world, { name: 'run-2' });
  expect(early.decision).toBe('skip');
  world.advance(3_600_000);
  const late = await driveRotation(world, { name: 'run-3' });
  expect(late.decision).toBe('rotated');
  expect(findAllFaults(world, [early, late])).toEqual([]);
});

test('a run is not taken over while its last Lambda may still work', async () => {
  const world = createWorld('effect-native');
  world.fault = (_index, call) => (call === 'target:create' ? 'kill-after' : undefined);
  await driveRotation(world, { onKill: 'stop' });
  world.fault = undefined;
  world.advance(60_000);
  expect((await driveRotation(world, { name: 'run-2' })).decision).toBe('skip');
  world.advance(10_000);
  expect((await driveRotation(world, { name: 'run-3' })).decision).toBe('rotated');
});

test.each(['pure-native', 'effect-native'] as const)(
  'a %s run that is redriven after it was closed marks its versions anew, so that nothing of it is nobody’s',
  async (kind) => {
    const world = createWorld(kind);
    const rotation = await planOnly(world);
    const event = { rotation, attempt: 1, enteredAt: rotation.startedAt };
    await createSecret(world.createPorts(), event);
    const executionArn = toExecutionArn('run-1');
    const ended = { status: 'ABORTED', startedAt: startOfTime, endedAt: world.now() };
    const input = { secretId: 'app/key' };
    await closeRotation(world.createPorts(), { executionArn, input, ...ended });
    expect([...world.secrets.labels.values()].flat()).toEqual(['AWSCURRENT']);

    const created = await createSecret(world.createPorts(), event);
    if (created.decision !== 'created') throw new Error(created.decision);
    expect(world.secrets.labels.get(created.versionId)).toEqual(
      expect.arrayContaining(['AWSPENDING', `rekey:${executionArn}#v`]),
    );
  },
);

async function planOnly(world: World): Promise<Rotation> {
  const startedAt = new Date(world.now()).toISOString();
  const executionArn = toExecutionArn('run-1');
  const plan = await planRotation(world.createPorts(), {
    executionArn,
    startedAt,
    input: { secretId: 'app/key' },
  });
  if (plan.decision === 'skip') throw new Error(plan.reason);
  return plan.rotation;
}

function failFrom(world: World, call: string, code = 'Rekey.TransientAfterSwitch'): void {
  world.fault = (_index, seen) =>
    seen === call ? (code === 'Rekey.Transient' ? 'lose-request' : 'deny') : undefined;
}
