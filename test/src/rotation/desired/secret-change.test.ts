// What differs between what is asked for and what stands there, and that a rate() keeps its beat whatever else changes.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '../../../../src/aws/sha256.ts';
import {
  listSettingsWindows,
  type ScheduleSettings,
} from '../../../../src/rotation/desired/schedule-settings.ts';
import { isNothing, planSecretChange } from '../../../../src/rotation/desired/secret-change.ts';
import { parseSchedule } from '../../../../src/rotation/schedule/parse-schedule.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.parse('2026-03-10T09:30:00Z');
const stack = { group: 'g', stateMachineArn: 'machine', roleArn: 'role', deadLetterArn: 'queue' };
const description = {
  arn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:a-abcdef',
  name: 'a',
  labels: new Map([['v1', ['AWSCURRENT']]]),
  rotationEnabled: false,
  tags: new Map([['rekey:target', 'generated']]),
};

interface Asked {
  readonly expression: string;
  readonly window?: string;
  readonly found?: ScheduleSettings;
  readonly now?: number;
  readonly rotatesNow?: boolean;
  readonly tags?: ReadonlyMap<string, string>;
  readonly tagsFound?: ReadonlyMap<string, string>;
}

function plan({ expression, window, found, now = NOW, rotatesNow = false, ...asked }: Asked) {
  const schedule = parseSchedule(expression, window);
  const change = planSecretChange(
    { hash: sha256 },
    {
      description: { ...description, tags: asked.tagsFound ?? description.tags },
      tags: asked.tags ?? description.tags,
      schedule,
      stack,
      found,
      now,
      rotatesNow,
    },
  );
  return { change, schedule, settings: change.schedule.settings };
}

test('what was made is as asked for, so that there is nothing to change a while later', () => {
  for (const expression of ['rate(30 days)', 'rate(8 hours)', 'cron(0 8 1 * ? *)']) {
    const { settings } = plan({ expression });
    const again = plan({ expression, found: settings, now: NOW + 100 * DAY_MS });
    expect(isNothing(again.change)).toBe(true);
  }
});

test('a rate() keeps its beat whatever else changes, and however late', () => {
  const rates = fc
    .record({ value: fc.integer({ min: 4, max: 500 }), unit: fc.constantFrom('hours', 'days') })
    .map(({ value, unit }) => `rate(${String(value)} ${unit})`);
  fc.assert(
    fc.property(rates, fc.nat(5 * 365 * 24 * 60), (expression, minutes) => {
      const made = plan({ expression });
      const now = NOW + minutes * 60_000;
      const found = { ...made.settings, roleArn: 'another role' };
      const updated = plan({ expression, found, now });
      expect(updated.change.schedule.action).toBe('update');
      expect(updated.change.schedule.changes.map(({ field }) => field)).toEqual(['role']);
      expect(updated.settings.startAt).toBeGreaterThanOrEqual(now); // Scheduler takes none that is past
      expect(listSettingsWindows(updated.schedule, updated.settings, now, 3)).toEqual(
        listSettingsWindows(made.schedule, made.settings, now, 3),
      );
    }),
  );
});

test('another rate starts anew at the next midnight', () => {
  const { settings } = plan({ expression: 'rate(30 days)' });
  const now = NOW + 10 * DAY_MS;
  const changed = plan({ expression: 'rate(60 days)', found: settings, now });
  expect(changed.settings.startAt).toBe(Date.parse('2026-03-21T00:00:00Z'));
  expect(changed.change.schedule.changes).toContainEqual({
    field: 'expression',
    from: 'rate(30 days)',
    to: 'rate(60 days)',
  });
});

test('with a rotation now a new rate opens its first window one period later, and an old one keeps its beat', () => {
  const made = plan({ expression: 'rate(30 days)', rotatesNow: true });
  expect(made.settings.startAt).toBe(Date.parse('2026-04-10T00:00:00Z'));
  const again = plan({ expression: 'rate(30 days)', rotatesNow: true, found: made.settings });
  expect(again.settings.startAt).toBe(made.settings.startAt);
});

test('a start that somebody moved off midnight is set right, and said', () => {
  const { settings } = plan({ expression: 'rate(30 days)' });
  const startAt = (settings.startAt ?? 0) + 5 * HOUR_MS;
  const mended = plan({ expression: 'rate(30 days)', found: { ...settings, startAt } });
  expect(mended.change.schedule.changes).toEqual([
    { field: 'first window', from: '2026-03-11T05:00:00.000Z', to: '2026-03-11T00:00:00.000Z' },
  ]);
});

test('every setting that somebody changed is a change', () => {
  const { settings } = plan({ expression: 'cron(0 8 1 * ? *)', window: '2h' });
  const edits: readonly (readonly [string, Partial<ScheduleSettings>])[] = [
    ['expression in Scheduler', { schedulerExpression: 'cron(0 9 1 * ? *)' }],
    ['ends', { endAt: NOW + DAY_MS }],
    ['time zone', { timezone: 'Europe/Berlin' }],
    ['flexible window', { flexible: true }],
    ['role', { roleArn: 'other' }],
    ['dead-letter queue', { deadLetterArn: 'other' }],
    ['maximum event age', { maximumEventAgeSeconds: 60 }],
    ['retries', { maximumRetryAttempts: 3 }],
    ['state', { enabled: false }],
  ];
  for (const [field, edit] of edits) {
    const found = { ...settings, ...edit };
    const { change } = plan({ expression: 'cron(0 8 1 * ? *)', window: '2h', found });
    expect(change.schedule.changes.map((one) => one.field)).toEqual([field]);
  }
});

test.each([
  { window: '1h', seconds: 3600 },
  { window: '24h', seconds: 86_400 },
])('a start is tried for as long as the window of $window lasts', ({ window, seconds }) => {
  const { settings } = plan({ expression: 'rate(1 day)', window });
  expect(settings).toMatchObject({ maximumEventAgeSeconds: seconds, maximumRetryAttempts: 185 });
});

test('of the tags only ours are compared, and what shall not stand there goes', () => {
  const { change } = plan({
    expression: 'rate(1 day)',
    tagsFound: new Map([
      ['team', 'payments'],
      ['rekey:target', 'generated'],
      ['rekey:recipe', 'old'],
      ['rekey:grace', '1h'],
    ]),
    tags: new Map([
      ['rekey:target', 'generated'],
      ['rekey:grace', '2h'],
      ['rekey:window', '3h'],
    ]),
  });
  expect(change.tags).toEqual([
    { field: 'rekey:recipe', from: 'old' },
    { field: 'rekey:window', to: '3h' },
    { field: 'rekey:grace', from: '1h', to: '2h' },
  ]);
});

test.each([
  {
    what: 'starts another machine',
    edit: { targetArn: 'other' },
    says: 'found one that starts other',
  },
  {
    what: 'is for another secret',
    edit: { rotation: { secretId: 'b', expression: 'rate(1 day)', window: '1h' } },
    says: 'found one for b',
  },
])('a schedule under our name that $what is refused', ({ edit, says }) => {
  const { settings } = plan({ expression: 'rate(1 day)' });
  expect(() => plan({ expression: 'rate(1 day)', found: { ...settings, ...edit } })).toThrow(says);
});

test.each([
  { what: 'an admin credential', tag: ['rekey:role', 'admin'], says: 'only ever read' },
] as const)('$what is refused whatever the file says of it', ({ tag, says }) => {
  const tagsFound = new Map([tag]);
  expect(() => plan({ expression: 'rate(1 day)', tagsFound })).toThrow(says);
});
