import { expect, test } from '@jest/globals';
import * as awsCronParser from 'aws-cron-parser';
import { Cron } from 'croner';
import fc from 'fast-check';
import {
  findNextOccurrence,
  findRuleScheduleExpression,
  findScheduleExpression,
  type ScheduleExpression,
} from '../../../local/schedule-expression.ts';
import { findTimeZone } from '../../../local/time-zone.ts';

function findNext(text: string, after: string, zone = 'UTC'): string | undefined {
  const expression = findScheduleExpression(text) as ScheduleExpression;
  const next = findNextOccurrence(expression, {
    after: Date.parse(after),
    anchor: Date.parse(after),
    zone: findTimeZone(zone) as NonNullable<ReturnType<typeof findTimeZone>>,
  });
  return next === undefined ? undefined : new Date(next).toISOString();
}

// The examples of the user guide, "Cron expressions reference", with instants worked out by hand.
test.each([
  ['cron(0 10 * * ? *)', '2026-01-01T09:59:00Z', '2026-01-01T10:00:00.000Z'],
  ['cron(0 10 * * ? *)', '2026-01-01T10:00:00Z', '2026-01-02T10:00:00.000Z'],
  ['cron(15 12 * * ? *)', '2026-12-31T12:15:00Z', '2027-01-01T12:15:00.000Z'],
  ['cron(0 18 ? * MON-FRI *)', '2026-01-02T18:00:00Z', '2026-01-05T18:00:00.000Z'],
  ['cron(0 8 1 * ? *)', '2026-01-15T00:00:00Z', '2026-02-01T08:00:00.000Z'],
  ['cron(0/10 * ? * MON-FRI *)', '2026-01-02T23:50:00Z', '2026-01-05T00:00:00.000Z'],
  ['cron(0/5 8-17 ? * MON-FRI *)', '2026-01-02T17:55:00Z', '2026-01-05T08:00:00.000Z'],
  ['cron(1/10 * * * ? *)', '2026-01-01T00:51:00Z', '2026-01-01T01:01:00.000Z'],
  ['cron(0 9 ? * 2#1 *)', '2026-01-06T00:00:00Z', '2026-02-02T09:00:00.000Z'],
  ['cron(0 10 ? * 6L 2026-2027)', '2026-01-01T00:00:00Z', '2026-01-30T10:00:00.000Z'],
  ['cron(0 0 L * ? *)', '2028-02-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['cron(0 0 L * ? *)', '2026-02-01T00:00:00Z', '2026-02-28T00:00:00.000Z'],
  ['cron(0 0 3W * ? *)', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00.000Z'], // the 3rd is a Saturday
  ['cron(0 0 1W * ? *)', '2026-08-01T00:00:00Z', '2026-08-03T00:00:00.000Z'], // never into July
  ['cron(0 0 31W * ? *)', '2026-05-02T00:00:00Z', '2026-05-29T00:00:00.000Z'], // 31 May is a Sunday
  ['cron(0 0 31W * ? *)', '2026-05-29T00:00:00Z', '2026-07-31T00:00:00.000Z'], // June has no 31st
  ['cron(0 0 LW * ? *)', '2026-05-01T00:00:00Z', '2026-05-29T00:00:00.000Z'],
  ['cron(0 0 29 2 ? *)', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['cron(0 0 ? * L *)', '2026-01-01T00:00:00Z', '2026-01-03T00:00:00.000Z'],
  ['cron(30-30 13-13 ? * 2,4,6 *)', '2026-01-01T00:00:00Z', '2026-01-02T13:30:00.000Z'],
  ['cron(1-31/30 1-1 ? * 1,7 *)', '2026-01-01T00:00:00Z', '2026-01-03T01:01:00.000Z'],
])('%s after %s falls due at %s', (expression, after, expected) => {
  expect(findNext(expression, after)).toBe(expected);
});

test('a schedule whose years have passed has no next occurrence', () => {
  expect(findNext('cron(0 0 1 1 ? 2020)', '2026-01-01T00:00:00Z')).toBeUndefined();
  expect(findNext('cron(0 0 31 2 ? *)', '2026-01-01T00:00:00Z')).toBeUndefined();
});

test.each([
  'cron(0 10 * * * *)', // both day fields
  'cron(0 10 ? * ? *)', // neither
  'cron(0 10 1 * MON *)',
  'cron(0 10 * * ?)', // five fields
  'cron(71 10 * * ? *)',
  'cron(0 24 * * ? *)',
  'cron(0 10 0 * ? *)',
  'cron(0 10 32 * ? *)',
  'cron(0 10 * 13 ? *)',
  'cron(0 10 ? * 0 *)',
  'cron(0 10 ? * 8 *)',
  'cron(0 10 ? * 3#6 *)',
  'cron(0 10 ? * 3#1,6#3 *)',
  'cron(0 10 * * ? 1969)',
  'cron(0/0 10 * * ? *)',
  'cron(0 /8 * * ? *)',
  'cron(0, 10 * * ? *)',
  'cron( 0 10 * * ? *)',
  ' cron(0 10 * * ? *)',
  'cron(0 10 * * ? *',
  'rate(0 minutes)',
  'rate(-1 minutes)',
  'rate(5 seconds)',
  'rate(1 year)',
  'rate(1.5 hours)',
  'rate( 5 minutes)',
  'at(2026-02-30T00:00:00)',
  'at(2026-02-28T24:00:00)',
  'at(2026-02-28 10:00:00)',
  'at(2026-02-28T10:00:00Z)',
  'every day',
  '',
])('%j is refused', (expression) => {
  expect(findScheduleExpression(expression)).toBeUndefined();
});

test.each(['rate(1 minutes)', 'rate(10 minute)', 'rate(1  minute)', 'at(2026-01-01T00:00:00)'])(
  'a rule refuses %j',
  (expression) => {
    expect(findRuleScheduleExpression(expression)).toBeUndefined();
  },
);

test.each(['rate(1 minute)', 'rate(10 minutes)', 'rate(1 day)', 'cron(0 12 * * ? *)'])(
  'a rule takes %j',
  (expression) => {
    expect(findRuleScheduleExpression(expression)).toBeDefined();
  },
);

test('a wall time that the clocks jump over in spring is skipped', () => {
  expect(findNext('cron(30 2 * * ? *)', '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe(
    '2026-03-30T00:30:00.000Z',
  );
  expect(findNext('at(2026-03-29T02:30:00)', '2026-03-01T00:00:00Z', 'Europe/Berlin')).toBe(
    undefined,
  );
});

test('a wall time that comes twice in autumn counts once, the first time', () => {
  const first = findNext('cron(30 2 * * ? *)', '2026-10-24T12:00:00Z', 'Europe/Berlin');
  expect(first).toBe('2026-10-25T00:30:00.000Z');
  expect(findNext('cron(30 2 * * ? *)', first as string, 'Europe/Berlin')).toBe(
    '2026-10-26T01:30:00.000Z',
  );
});

test('one-time schedules are read in their zone', () => {
  expect(findNext('at(2026-07-01T09:00:00)', '2026-01-01T00:00:00Z', 'America/New_York')).toBe(
    '2026-07-01T13:00:00.000Z',
  );
});

test.each(['Mars/Olympus', '+01:00', ''])('%j is no time zone', (name) => {
  expect(findTimeZone(name)).toBeUndefined();
});

const list = (min: number, max: number): fc.Arbitrary<string> =>
  fc
    .uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 })
    .map((values) => values.sort((a, b) => a - b).join(','));

const field = (min: number, max: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('*'),
    list(min, max),
    fc
      .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
      .map(([a, b]) => `${String(Math.min(a, b))}-${String(Math.max(a, b))}`),
  );

const fields = fc.record({
  minute: fc.oneof(
    field(0, 59),
    fc.integer({ min: 2, max: 30 }).map((step) => `*/${String(step)}`),
  ),
  hour: field(0, 23),
  day: field(1, 28), // libraries disagree on days that some months lack
  month: field(1, 12),
  after: fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) }),
});

test('days of the month agree with croner and aws-cron-parser', () => {
  fc.assert(
    fc.property(fields, ({ minute, hour, day, month, after }) => {
      const found = findNext(`cron(${minute} ${hour} ${day} ${month} ? *)`, iso(after));
      const croner = new Cron(`${minute} ${hour} ${day} ${month} *`, { timezone: 'UTC' });
      expect(found).toBe(croner.nextRun(new Date(after))?.toISOString());
      const parsed = awsCronParser.parse(`${minute} ${hour} ${day} ${month} ? *`);
      expect(found).toBe(awsCronParser.next(parsed, new Date(after))?.toISOString());
    }),
    { numRuns: 200 },
  );
});

test('days of the week agree with croner, which counts Sunday as 0', () => {
  fc.assert(
    fc.property(
      fields,
      fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
      ({ minute, hour, month, after }, days) => {
        const found = findNext(
          `cron(${minute} ${hour} ? ${month} ${days.join(',')} *)`,
          iso(after),
        );
        const shifted = days.map((day) => day - 1).join(',');
        const croner = new Cron(`${minute} ${hour} * ${month} ${shifted}`, { timezone: 'UTC' });
        expect(found).toBe(croner.nextRun(new Date(after))?.toISOString());
      },
    ),
    { numRuns: 200 },
  );
});

test('the nth weekday and the last day agree with croner', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 5 }),
      fields,
      (day, nth, { after }) => {
        const at = new Date(after);
        const nthDay = new Cron(`0 9 * * ${String(day - 1)}#${String(nth)}`, { timezone: 'UTC' });
        expect(findNext(`cron(0 9 ? * ${String(day)}#${String(nth)} *)`, iso(after))).toBe(
          nthDay.nextRun(at)?.toISOString(),
        );
        const lastDay = new Cron('0 9 L * *', { timezone: 'UTC' });
        expect(findNext('cron(0 9 L * ? *)', iso(after))).toBe(lastDay.nextRun(at)?.toISOString());
      },
    ),
    { numRuns: 200 },
  );
});

test('every instant of every zone reads back from its wall time, the first of two', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'),
      fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) }),
      (name, instant) => {
        const zone = findTimeZone(name) as NonNullable<ReturnType<typeof findTimeZone>>;
        const wallTime = zone.toWallTime(instant);
        const found = zone.findInstant(wallTime) as number;
        expect(zone.toWallTime(found)).toBe(wallTime);
        expect(found).toBeLessThanOrEqual(instant);
      },
    ),
    { numRuns: 300 },
  );
});

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
