// Recovery that could not be finished: what is scheduled, what its later tries do, and who hears of it.
import { expect, test } from '@jest/globals';
import { isRecoveryScheduleName, toScheduleName } from '../../../src/rotation/rotation-schedule.ts';
import { driveRecoveries, driveRotation, type Outcome } from '../../support/drive-rotation.ts';
import { findAllFaults } from '../../support/find-all-faults.ts';
import { createWorld, type World } from '../../support/rotation-world.ts';

const MINUTES = 60_000;

test('the run ends with its notice, and three schedules start the machine again for recovery alone', async () => {
  const world = createWorld('effect-native');
  const failed = await failOutOfReach(world);
  expect(failed.recovery).toMatchObject({ outcome: 'unreachable', works: 'unknown' });
  expect(failed.states.slice(-4)).toEqual([
    'RecoverRotation',
    'ScheduleRecoveries',
    'DiagnoseFailure',
    'NotifyFailure',
  ]);
  const planned = [...world.recoveries];
  const { arn: secretId } = world.secrets;
  expect(planned.map(([, { input }]) => input)).toEqual(
    [2, 1, 0].map((triesLeft) => ({ secretId, mode: 'recover', trigger: 'recovery', triesLeft })),
  );
  const minutes = planned.map(([, { at }]) => Math.round((at - world.now()) / MINUTES));
  expect(minutes).toEqual([15, 60, 360]);
  for (const [, { at }] of planned) {
    expect(failed.notices[0]?.message).toContain(new Date(at).toISOString());
  }
  expect(failed.notices[0]?.event).toMatchObject({
    severity: 'critical',
    recovery: 'unreachable',
    nextCommand: expect.stringContaining('"mode":"recover"'),
  });
});

test('a recovery’s schedule is told from a secret’s by its name', async () => {
  const world = createWorld('effect-native');
  await failOutOfReach(world);
  expect([...world.recoveries.keys()].filter((name) => !isRecoveryScheduleName(name))).toEqual([]);
  const hash = (): string => '0123456789abcdef'.repeat(4);
  for (const name of ['recover-me', `recover-${hash()}-15m`, 'recover-15m']) {
    expect(isRecoveryScheduleName(toScheduleName({ hash }, { arn: name, name }))).toBe(false);
  }
});

test('where nothing can be scheduled, the notice says so and goes out all the same', async () => {
  const world = createWorld('effect-native');
  world.fault = (_index, call) => (call === 'scheduler:CreateSchedule' ? 'deny' : undefined);
  const failed = await failOutOfReach(world);
  expect(failed.notices).toHaveLength(1);
  expect(failed.notices[0]?.message).toContain('No later try of its recovery could be scheduled');
  expect(world.recoveries.size).toBe(0);
});

test('once the target answers, the first try undoes what was left, and the others find nothing', async () => {
  const world = createWorld('effect-native');
  const failed = await failOutOfReach(world);
  world.target.settings.outage = false;
  const tries = await driveRecoveries(world);
  expect(tries.map(({ reason }) => reason)).toEqual([
    'recovered: undone',
    'nothing left to recover',
    'nothing left to recover',
  ]);
  expect(findAllFaults(world, [failed, ...tries])).toEqual([]);
});

test('where the target had switched, recovery goes on as the run would have: told, waited, retired', async () => {
  const world = createWorld('pure-none');
  const failed = await failOutOfReach(world, 'SetSecret');
  world.target.settings.outage = false;
  const [first, ...others] = await driveRecoveries(world);
  expect(first).toMatchObject({ status: 'SUCCEEDED', decision: 'rotated', notices: [] });
  expect(first?.states).toEqual([
    'PlanRotation',
    'AnnounceRotation',
    'GracePeriod',
    'RetirePrevious',
  ]);
  expect(others.map(({ decision }) => decision)).toEqual(['skip', 'skip']);
  expect(findAllFaults(world, [failed, ...tail(first), ...others])).toEqual([]);
});

test('while the target stays out of reach two tries end quietly; the last says that recovery was given up', async () => {
  const world = createWorld('effect-native');
  await failOutOfReach(world);
  const [first, second, last] = await driveRecoveries(world);
  for (const quiet of [first, second]) {
    expect(quiet).toMatchObject({
      status: 'SUCCEEDED',
      reason: 'the target is still out of reach',
      notices: [],
    });
  }
  expect(last?.status).toBe('FAILED');
  expect(last?.notices).toHaveLength(1);
  expect(last?.notices[0]?.event).toMatchObject({
    severity: 'critical',
    step: 'PlanRotation',
    error: 'Rekey.RecoveryGivenUp',
    catalogue: 'R11',
    nextCommand: expect.stringContaining('"mode":"recover"'),
  });
  expect(last?.notices[0]?.message).toContain('recovery was given up');
  // The ledger stays for whoever settles it.
  expect([...world.secrets.labels.values()].flat().join()).toContain(':run-1#');
  world.target.settings.outage = false;
  world.advance(700_000);
  const next = await driveRotation(world, { name: 'run-2' });
  expect(findAllFaults(world, [...tail(last), next])).toEqual([]);
});

test('a try gives the target two minutes, not a window', async () => {
  const world = createWorld('effect-native');
  await failOutOfReach(world);
  const [name] = [...world.recoveries.keys()];
  const planned = world.recoveries.get(name ?? '');
  world.recoveries.clear();
  world.advance(15 * MINUTES);
  const startedAt = world.now();
  await driveRotation(world, { name: 'try', input: { ...planned?.input } });
  expect(world.now() - startedAt).toBeLessThan(10 * MINUTES);
});

test('a run in between has settled already, or runs: then there is nothing to do', async () => {
  const world = createWorld('effect-native');
  const failed = await failOutOfReach(world);
  world.target.settings.outage = false;
  const [, planned] = [...world.recoveries][0] ?? [];
  world.recoveries.clear();
  world.advance(2 * MINUTES);
  let tried: Outcome | undefined;
  let hasTried = false;
  world.fault = (_index, call) => {
    if (call !== 'target:test' || hasTried) return undefined;
    hasTried = true;
    return async () => {
      tried = await driveRotation(world, { name: 'try', input: { ...planned?.input } });
    };
  };
  const between = await driveRotation(world, { name: 'run-2' });
  expect(between.decision).toBe('rotated');
  expect(tried?.reason).toMatch(/^another rotation runs, or ended less than 65 s ago: .*:run-2$/);
  const late = await driveRotation(world, { name: 'try-2', input: { ...planned?.input } });
  expect(late.reason).toBe('nothing left to recover');
  expect(findAllFaults(world, [failed, between, late])).toEqual([]);
});

test('that the target refuses both is told by the first try that sees it', async () => {
  const world = createWorld('pure-none');
  await failOutOfReach(world, 'SetSecret');
  world.target.settings.outage = false;
  world.target.createByHand('somebody else');
  const [first] = await driveRecoveries(world);
  expect(first?.status).toBe('FAILED');
  expect(first?.notices[0]?.event).toMatchObject({
    severity: 'critical',
    error: 'Rekey.CredentialRefused',
    nextCommand: expect.stringContaining('put-secret-value'),
  });
});

test('recovery alone never begins a rotation', async () => {
  const world = createWorld('effect-native');
  const idle = await driveRotation(world, { input: { secretId: 'app/key', mode: 'recover' } });
  expect(idle).toMatchObject({ decision: 'skip', reason: 'nothing left to recover' });
  expect(world.calls.filter((call) => /put|moveLabel|create/.test(call))).toEqual([]);
});

/** The target goes out of reach after that state, until the window ends and through recovery. */
async function failOutOfReach(world: World, after = 'PlanRotation'): Promise<Outcome> {
  return await driveRotation(world, {
    input: { secretId: 'app/key', window: '90s' },
    afterState: (state) => {
      if (state === after) world.target.settings.outage = true;
    },
  });
}

function tail(outcome: Outcome | undefined): readonly Outcome[] {
  return outcome === undefined ? [] : [outcome];
}
