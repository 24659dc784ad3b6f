// Bad input gets an error that says what was expected and what was found, is not tried again, and changes nothing.
import { expect, test } from '@jest/globals';
import { driveRotation } from '../../support/drive-rotation.ts';
import { createWorld, type World } from '../../support/rotation-world.ts';

interface Case {
  readonly title: string;
  readonly prepare?: (world: World) => void;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly says: RegExp;
}

const cases: readonly Case[] = [
  {
    title: 'a secret without the tag rekey:target',
    prepare: ({ secrets }) => secrets.tags.delete('rekey:target'),
    says: /expected a tag rekey:target, found only rekey:window, rekey:grace/,
  },
  {
    title: 'an unknown target',
    prepare: ({ secrets }) => secrets.tags.set('rekey:target', 'carrier-pigeon'),
    says: /rekey:target: "carrier-pigeon"/,
  },
  {
    title: 'an admin secret',
    prepare: ({ secrets }) => secrets.tags.set('rekey:role', 'admin'),
    says: /found the tag rekey:role=admin/,
  },
  {
    title: 'a secret JSON without the key',
    prepare: ({ secrets }) => secrets.putByHand('v'.repeat(32), '{"id":"x"}'),
    says: /key is missing from secret JSON/,
  },
  {
    title: 'a window of 0h by tag',
    prepare: ({ secrets }) => secrets.tags.set('rekey:window', '0h'),
    says: /Tag rekey:window: expected whole hours from 1h to 24h, found "0h"/,
  },
  {
    title: 'a window of 25h by hand',
    input: { secretId: 'app/key', window: '25h' },
    says: /Input window: expected .*, found "25h"/,
  },
  {
    title: 'a schedule’s window in minutes',
    input: { secretId: 'app/key', window: '90m', scheduledTime: '2026-11-21T02:00:00Z' },
    says: /Input window: expected whole hours/,
  },
  {
    title: 'a grace period without a unit',
    input: { secretId: 'app/key', gracePeriod: '10' },
    says: /Input gracePeriod: expected a grace period/,
  },
  {
    title: 'an option twice',
    prepare: ({ secrets }) => secrets.tags.set('rekey:options', 'length=48 length=12'),
    says: /Tag rekey:options: expected words such as length=48, each key once, found "length=12"/,
  },
  {
    title: 'a switch that is neither on nor off',
    prepare: ({ secrets }) => secrets.tags.set('rekey:enabled', 'maybe'),
    says: /Tag rekey:enabled: expected true or false, found "maybe"/,
  },
  {
    title: 'a secret that is scheduled for deletion',
    prepare: ({ secrets }) => {
      secrets.settings.deletedAt = 1;
    },
    says: /expected a secret in use, found it scheduled for deletion/,
  },
  {
    title: 'an empty secret',
    prepare: ({ secrets }) => secrets.moveByHand('AWSCURRENT', undefined),
    says: /expected a version with AWSCURRENT, found none/,
  },
  {
    title: 'a secret that Secrets Manager rotates itself',
    prepare: ({ secrets }) => {
      secrets.settings.rotationEnabled = true;
    },
    says: /expected Secrets Manager's own rotation to be off, found it on/,
  },
  {
    title: 'a secret that does not exist',
    input: { secretId: 'app/other' },
    says: /can't find the specified secret/,
  },
  {
    title: 'an unknown field',
    input: { secretId: 'app/key', windwo: '3h' },
    says: /Input: expected only secretId, .*, found the unknown field windwo/,
  },
  { title: 'no secret', input: {}, says: /Input\.secretId: expected a text, found nothing/ },
  {
    title: 'a number for a text',
    input: { secretId: 7 },
    says: /Input\.secretId: expected a text, found a number/,
  },
  {
    title: 'a time that is none',
    input: { secretId: 'app/key', scheduledTime: 'tomorrow' },
    says: /Input\.scheduledTime: expected a time such as/,
  },
  {
    title: 'an unknown mode',
    input: { secretId: 'app/key', mode: 'rehearse' },
    says: /Input\.mode: expected one of rotate, retire/,
  },
];

test.each(cases)('$title is refused, and nothing is changed', async ({ prepare, input, says }) => {
  const world = createWorld('effect-native');
  prepare?.(world);
  const labels = JSON.stringify([...world.secrets.labels]);
  const outcome = await driveRotation(world, input === undefined ? {} : { input });
  expect(outcome.status).toBe('FAILED');
  expect(outcome.failure?.error).toBe('Rekey.InvalidConfiguration');
  const { errorMessage } = JSON.parse(outcome.failure?.cause ?? '{}') as { errorMessage?: string };
  expect(errorMessage).toMatch(says);
  expect(JSON.stringify([...world.secrets.labels])).toBe(labels);
  expect(world.target.credentials).toHaveLength(1);
  expect(world.calls.filter((call) => /Put|Update/.test(call))).toEqual([]);
  expect(outcome.notices).toHaveLength(1);
});
