// Made-up schedules that Secrets Manager's grammar takes, for properties.
import fc from 'fast-check';
import { parseSchedule } from '../../src/rotation/schedule/parse-schedule.ts';
import type { Schedule, Window } from '../../src/rotation/schedule/schedule.ts';
import { listWindows } from '../../src/rotation/schedule/windows.ts';

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

/** Any time from 1990 to 2060, to the millisecond, with ends of February and of years among them. */
export const instants: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2060, 0, 1) }),
  fc
    .record({
      year: fc.integer({ min: 1990, max: 2060 }),
      month: fc.constantFrom(0, 2),
      hours: fc.integer({ min: -48, max: 48 }),
    })
    .map(({ year, month, hours }) => Date.UTC(year, month, 1, hours)),
);

const hours: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: 0, max: 23 }).map(String),
  fc.constantFrom('/8', '8/8', '4/12', '2/10', '/4', '/5', '/6', '/12', '3/20', '0/10'),
);

export const months: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('*', '1/3', '/5', '1/11', 'JAN-MAR', 'FEB', '*/2'),
  toList(1, 12),
  fc.subarray(MONTHS, { minLength: 1, maxLength: 3 }).map((names) => names.join(',')),
);

/** No 29 to 31, which some months lack: libraries disagree there. */
export const sureDaysOfMonth: fc.Arbitrary<string> = fc.oneof(
  fc.constant('*'),
  toList(1, 28),
  toRange(1, 28),
);

const daysOfMonth: fc.Arbitrary<string> = fc.oneof(
  sureDaysOfMonth,
  fc.constantFrom('L', '/9', '1/2', '28,29', '25-31', '5/7'),
  fc.constantFrom(...WEEKDAYS).map((name) => `${name}L`),
);

/** Without # and L. */
export const plainDaysOfWeek: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('*', 'MON-FRI', 'SAT'),
  toList(1, 7),
  toRange(1, 7),
  fc.subarray([...WEEKDAYS], { minLength: 1, maxLength: 4 }).map((names) => names.join(',')),
);

const daysOfWeek: fc.Arbitrary<string> = fc.oneof(
  plainDaysOfWeek,
  fc.constantFrom('L', '2L', 'FRIL', '1/2', '/3', 'MON/2'),
  fc
    .record({ day: fc.integer({ min: 1, max: 7 }), nth: fc.integer({ min: 1, max: 5 }) })
    .map(({ day, nth }) => `${String(day)}#${String(nth)}`),
);

export const crons: fc.Arbitrary<string> = fc
  .record({
    hour: hours,
    month: months,
    days: fc.oneof(
      daysOfMonth.map((day) => [day, '?'] as const),
      daysOfWeek.map((day) => ['?', day] as const),
    ),
  })
  .map(({ hour, month, days: [dom, dow] }) => `cron(0 ${hour} ${dom} ${month} ${dow} *)`);

export const rates: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: 1, max: 999 }).map((days) => `rate(${String(days)} days)`),
  fc.integer({ min: 4, max: 999 }).map((count) => `rate(${String(count)} hours)`),
);

/** Some of these fire too often, or are given too long a window; the property is then told of others. */
export function parseOrSkip(expression: string, window?: string): Schedule {
  try {
    return parseSchedule(expression, window);
  } catch {
    fc.pre(false);
  }
}

export function takeWindows(schedule: Schedule, from: number, count: number): readonly Window[] {
  const found: Window[] = [];
  for (const window of listWindows(schedule, { from })) {
    found.push(window);
    if (found.length === count) break;
  }
  return found;
}

function toList(min: number, max: number): fc.Arbitrary<string> {
  return fc
    .uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 })
    .map((values) => values.join(','));
}

function toRange(min: number, max: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
    .map(([a, b]) => `${String(Math.min(a, b))}-${String(Math.max(a, b))}`);
}
