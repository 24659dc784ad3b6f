// Runs that ended without telling: stopped, timed out, or failed before their notice was out.
import { expect, test } from '@jest/globals';
import { closeRotation, parseEndedRun } from '../../../src/rotation/close.ts';
import { driveRecoveries, driveRotation, toExecutionArn } from '../../support/drive-rotation.ts';
import { findAllFaults, viewTarget } from '../../support/find-all-faults.ts';
import { findClaims, findLeaks, findOrphans } from '../../support/invariants.ts';
import { createWorld, startOfTime, type World } from '../../support/rotation-world.ts';

test('a run that told is left alone', async () => {
  const world = createWorld('effect-native');
  const result = await closeRotation(
    world.createPorts(),
    toEnded(world, 'FAILED', 'Rekey.Notified'),
  );
  expect(result).toEqual({ decision: 'left-alone' });
  expect(world.calls).toEqual([]);
});

test.each(['generated', 'pure-native', 'effect-native', 'pure-none'] as const)(
  'a %s run that is stopped at any call is undone or finished, and told once',
  async (kind) => {
    const faults: string[] = [];
    const clean = createWorld(kind);
    await driveRotation(clean);
    for (let index = 0; index < clean.calls.length; index += 1) {
      const world = createWorld(kind);
      world.fault = (at) => (at === index ? 'kill-after' : undefined);
      await driveRotation(world, { onKill: 'stop' });
      world.fault = undefined;
      const stoppedAt = world.now();
      await closeRotation(world.createPorts(), toEnded(world, 'ABORTED'));
      if (world.now() < stoppedAt + 65_000) faults.push(`at ${String(index)}: did not wait`);
      const found = [
        ...findClaims(world.secrets),
        ...findOrphans(world.secrets, viewTarget(world)),
        ...findLeaks(world.values, [JSON.stringify(world.notices)]),
      ];
      const current = [...world.secrets.labels.values()].find((labels) =>
        labels.includes('AWSCURRENT'),
      );
      if (current?.length !== 1) found.push(`AWSCURRENT's version carries ${String(current)}`);
      if (world.notices.length !== 1) found.push('not one notice');
      world.advance(700_000);
      const next = await driveRotation(world, { name: 'run-2' });
      found.push(...findAllFaults(world, [next]));
      faults.push(...found.map((text) => `at ${String(index)}: ${text}`));
    }
    expect(faults).toEqual([]);
  },
  60_000,
);

test('a run whose input nobody can read is told all the same', async () => {
  const world = createWorld('effect-native');
  const result = await closeRotation(world.createPorts(), {
    ...toEnded(world, 'FAILED', 'States.Runtime'),
    input: { secret: 'app/key' },
  });
  expect(result).toEqual({ decision: 'closed', outcome: 'failed' });
  expect(world.notices[0]?.text).toContain('States.Runtime');
});

test('a target that stays out of reach is told as such, after three more tries', async () => {
  const world = createWorld('effect-native');
  world.fault = (_index, call) => (call === 'target:create' ? 'kill-after' : undefined);
  await driveRotation(world, { onKill: 'stop' });
  world.fault = undefined;
  world.target.settings.outage = true;
  const result = await closeRotation(world.createPorts(), toEnded(world, 'ABORTED'));
  expect(result).toEqual({ decision: 'closed', outcome: 'unreachable' });
  expect(world.notices[0]?.attributes['severity']).toBe('critical');
  expect(world.recoveries.size).toBe(3);
  // Called again for the same run, it makes no others.
  const times = [...world.recoveries.values()].map(({ at }) => at);
  await closeRotation(world.createPorts(), toEnded(world, 'ABORTED'));
  expect([...world.recoveries.values()].map(({ at }) => at)).toEqual(times);
  world.target.settings.outage = false;
  const tries = await driveRecoveries(world);
  expect(tries.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  expect(findClaims(world.secrets)).toEqual([]);
});

test('a recovery that was stopped plans no recovery of its own', async () => {
  const world = createWorld('effect-native');
  world.fault = (_index, call) => (call.startsWith('secretsmanager') ? 'deny' : undefined);
  await closeRotation(world.createPorts(), {
    ...toEnded(world, 'ABORTED'),
    input: { secretId: 'app/key', mode: 'recover', triesLeft: 1 },
  });
  expect(world.recoveries.size).toBe(0);
  expect(world.notices).toHaveLength(1);
});

test('the notice of a run that told nobody has the id of the one that it would have sent', async () => {
  const world = createWorld('effect-native');
  world.fault = (_index, call) => (call === 'target:create' ? 'deny' : undefined);
  const outcome = await driveRotation(world);
  world.fault = undefined;
  await closeRotation(world.createPorts(), toEnded(world, 'FAILED', 'Rekey.NotNotified'));
  expect(world.notices[0]?.attributes['noticeId']).toBe(
    outcome.notices[0]?.messageAttributes['noticeId']?.StringValue,
  );
});

test('what is told to people is told to programs, and a bus that refuses keeps nothing from being closed', async () => {
  const world = createWorld('effect-native');
  await closeRotation(world.createPorts(), toEnded(world, 'TIMED_OUT'));
  expect(world.announced).toEqual([
    {
      noticeId: world.notices[0]?.attributes['noticeId'],
      severity: 'error',
      secretArn: world.secrets.arn,
      secretName: 'app/key',
      executionArn: toExecutionArn('run-1'),
      step: 'Execution',
      error: 'Execution.TIMED_OUT',
      catalogue: 'R10',
      recovery: 'nothing-to-undo',
      works: 'unknown',
      nextCommand: expect.stringContaining('start-execution'),
    },
  ]);
  for (const fault of ['lose-request', 'deny'] as const) {
    world.fault = (_index, call) => (call === 'events:PutEvents' ? fault : undefined);
    const result = await closeRotation(world.createPorts(), toEnded(world, 'TIMED_OUT'));
    expect(result).toEqual({ decision: 'closed', outcome: 'nothing-to-undo' });
  }
  expect(world.announced).toHaveLength(1);
  expect(world.calls.filter((call) => call === 'events:PutEvents')).toHaveLength(1 + 4 + 1);
});

test('a status event is read as AWS sends it, with members that we do not know', () => {
  const event = {
    version: '0',
    source: 'aws.states',
    detail: {
      executionArn: toExecutionArn('run-1'),
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:rekey-dev-rotation',
      status: 'ABORTED',
      startDate: startOfTime,
      stopDate: startOfTime + 1000,
      input: '{"secretId":"app/key"}',
      output: null,
      error: null,
      cause: null,
      redriveCount: 0,
    },
  };
  expect(parseEndedRun(event)).toEqual({
    executionArn: toExecutionArn('run-1'),
    status: 'ABORTED',
    startedAt: startOfTime,
    endedAt: startOfTime + 1000,
    input: { secretId: 'app/key' },
  });
  const { startDate, ...rest } = event.detail;
  expect(startDate).toBeDefined();
  expect(() => parseEndedRun({ detail: rest })).toThrow(/Event\.detail\.startDate: expected/);
});

function toEnded(world: World, status: string, error?: string) {
  return {
    executionArn: toExecutionArn('run-1'),
    status,
    ...(error === undefined ? {} : { error }),
    startedAt: startOfTime,
    endedAt: world.now(),
    input: { secretId: 'app/key' },
  };
}
