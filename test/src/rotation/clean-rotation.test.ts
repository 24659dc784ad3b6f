// A rotation in which nothing goes wrong: what is left afterwards, and what it costs.
import { expect, test } from '@jest/globals';
import { SecretValue } from '../../../src/rotation/secret-value.ts';
import { driveRotation } from '../../support/drive-rotation.ts';
import type { TargetKind } from '../../support/fake-target.ts';
import { findAllFaults } from '../../support/find-all-faults.ts';
import { createWorld } from '../../support/rotation-world.ts';

const kinds: readonly TargetKind[] = [
  'generated',
  'pure-native',
  'effect-native',
  'effect-slots',
  'pure-none',
];
const isWrite = (call: string): boolean => /PutSecretValue|UpdateSecretVersionStage/.test(call);
const isSecretsManager = (call: string): boolean => call.startsWith('secretsmanager:');

test.each(kinds)('a rotation of %s leaves the new credential alone at the target', async (kind) => {
  const world = createWorld(kind);
  const outcome = await driveRotation(world);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', decision: 'rotated', notices: [] });
  expect([...world.secrets.labels.values()]).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']]);
  expect(findAllFaults(world, [outcome])).toEqual([]);
  const current = [...world.secrets.labels].find(([, labels]) => labels.includes('AWSCURRENT'));
  expect(current?.[0]).toMatch(/^rekey-[0-9a-f]{26}$/);
  expect(JSON.parse(world.secrets.valueOf(current?.[0] ?? '') ?? '')).toMatchObject({
    note: 'kept',
  });
  expect(world.metrics).toEqual(['DaysSinceRotation', 'RotationsSucceeded', 'RotationSeconds']);
});

test.each([
  { kind: 'pure-native', writes: 7, calls: 16 },
  { kind: 'pure-none', writes: 7, calls: 16 },
  { kind: 'generated', writes: 7, calls: 16 },
  { kind: 'effect-native', writes: 10, calls: 20 },
] as const)('a rotation of $kind keeps to $writes writes and $calls calls', async (budget) => {
  const world = createWorld(budget.kind);
  await driveRotation(world);
  expect(world.calls.filter(isWrite).length).toBeLessThanOrEqual(budget.writes);
  expect(world.calls.filter(isSecretsManager).length).toBeLessThanOrEqual(budget.calls);
});

test('an admin secret costs the calls that read it, and no more than 20 in all', async () => {
  const admin = new SecretValue(JSON.stringify({ id: 'admin', key: 'a'.repeat(40) }));
  const tags = { 'rekey:admin': 'app/admin' };
  const world = createWorld('effect-native', tags, new Map([['app/admin', admin]]));
  await driveRotation(world);
  expect(world.calls.filter(isSecretsManager).length).toBeLessThanOrEqual(20);
});

test('a second rotation follows the first, and its calls are not more', async () => {
  const world = createWorld('effect-native');
  await driveRotation(world, { name: 'run-1' });
  const before = world.calls.length;
  const outcome = await driveRotation(world, { name: 'run-2' });
  expect(outcome.decision).toBe('rotated');
  expect(world.calls.length - before).toBe(before);
  expect(findAllFaults(world, [outcome])).toEqual([]);
});
