// Windows forwards and backwards, held against croner and aws-cron-parser where those follow AWS's documented examples.
import { expect, test } from '@jest/globals';
import * as awsCronParser from 'aws-cron-parser';
import { Cron } from 'croner';
import fc from 'fast-check';
import { parseSchedule } from '../../../../src/rotation/schedule/parse-schedule.ts';
import type { Schedule } from '../../../../src/rotation/schedule/schedule.ts';
import { findLastWindow, listWindows } from '../../../../src/rotation/schedule/windows.ts';
import {
  crons,
  instants,
  months,
  parseOrSkip,
  plainDaysOfWeek,
  rates,
  sureDaysOfMonth,
  takeWindows,
} from '../../../support/schedule-expressions.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LEAP_DAY = 'cron(0 5 29 2 ? *)';

test('29 February comes in leap years only, and not in 2100', () => {
  expect(list(LEAP_DAY, '2095-01-01T00', 3)).toEqual([
    '2096-02-29T05',
    '2104-02-29T05',
    '2108-02-29T05',
  ]);
  expect(findLast(LEAP_DAY, '2103-12-31T00')).toBe('2096-02-29T05');
});

test('a fifth Sunday of February is found although it comes every 28 or 40 years', () => {
  expect(list('cron(0 0 ? 2 SUN#5 *)', '2033-01-01T00', 3)).toEqual([
    '2060-02-29T00',
    '2088-02-29T00',
    '2128-02-29T00',
  ]);
  expect(findLast('cron(0 0 ? 2 SUN#5 *)', '2128-02-29T23')).toBe('2088-02-29T00');
});

test('months that lack a day or a fifth weekday are passed over', () => {
  expect(list('cron(0 9 31 * ? *)', '2027-01-31T10', 3)).toEqual([
    '2027-03-31T09',
    '2027-05-31T09',
    '2027-07-31T09',
  ]);
  expect(list('cron(0 9 ? * MON#5 *)', '2027-01-01T00', 3)).toEqual([
    '2027-03-29T09',
    '2027-05-31T09',
    '2027-08-30T09',
  ]);
});

test('the last day of the month is the 28th, 29th, 30th or 31st', () => {
  expect(list('cron(0 17 L * ? *)', '2028-01-31T18', 3)).toEqual([
    '2028-02-29T17',
    '2028-03-31T17',
    '2028-04-30T17',
  ]);
});

test('a window that opens at the very instant counts; one that is open already does not', () => {
  expect(list('cron(0 8 * * ? *)', '2027-01-01T08', 1)).toEqual(['2027-01-01T08']);
  expect(list('cron(0 8 * * ? *)', '2027-01-01T08', 1, 1)).toEqual(['2027-01-02T08']);
});

test('a rate() begins at its anchor, or at the first UTC midnight', () => {
  expect(list('rate(30 days)', '2027-01-01T00', 2)).toEqual(['2027-01-01T00', '2027-01-31T00']);
  expect(list('rate(30 days)', '2027-01-01T01', 1)).toEqual(['2027-01-02T00']);
  const anchor = at('2027-01-05T00');
  const [first] = listWindows(parseSchedule('rate(10 days)'), {
    from: at('2020-01-01T00'),
    anchor,
  });
  expect(first?.opensAt).toBe(anchor);
  const [later] = listWindows(parseSchedule('rate(10 days)'), { from: anchor + 1, anchor });
  expect(later?.opensAt).toBe(at('2027-01-15T00'));
});

test('the last window is one that has closed, not one that is open', () => {
  const daily = parseSchedule('cron(0 8 * * ? *)', '2h');
  const closesAt = at('2027-01-02T10');
  expect(findLastWindow(daily, { before: closesAt })).toEqual({
    opensAt: at('2027-01-02T08'),
    closesAt,
  });
  expect(findLastWindow(daily, { before: closesAt - 1 })?.opensAt).toBe(at('2027-01-01T08'));
  expect(
    findLastWindow(daily, { before: closesAt, notBefore: at('2027-01-02T09') }),
  ).toBeUndefined();
});

test('without anything that tells when it began, a rate() has no last window', () => {
  const schedule = parseSchedule('rate(10 days)');
  const before = at('2027-02-01T00');
  expect(findLastWindow(schedule, { before })).toBeUndefined();
  expect(findLastWindow(schedule, { before, anchor: at('2027-01-05T00') })?.opensAt).toBe(
    at('2027-01-25T00'),
  );
  expect(findLastWindow(schedule, { before, anchor: before })).toBeUndefined();
  expect(findLastWindow(schedule, { before, notBefore: at('2027-01-04T12') })?.opensAt).toBe(
    at('2027-01-25T00'),
  );
});

test('the last window before an instant is the one that a list would have told of', () => {
  fc.assert(
    fc.property(fc.oneof(crons, rates), instants, (expression, before) => {
      const schedule = parseOrSkip(expression);
      const notBefore = before - 900 * DAY_MS;
      let expected: number | undefined;
      for (const { opensAt, closesAt } of listWindows(schedule, { from: notBefore })) {
        if (closesAt > before) break;
        expected = opensAt;
      }
      expect(findLastWindow(schedule, { before, notBefore })?.opensAt).toBe(expected);
    }),
    { numRuns: 300 },
  );
});

test('days of the month agree with croner and aws-cron-parser', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 23 }),
      sureDaysOfMonth,
      months,
      instants,
      (hour, day, month, from) => {
        const schedule = parseSchedule(`cron(0 ${String(hour)} ${day} ${month} ? *)`);
        const written = toPlain(schedule);
        expect(take(schedule, from, 5)).toEqual(
          takeCroner(`0 ${String(hour)} ${day} ${written} *`, from, 5),
        );
        expect(take(schedule, from, 5)).toEqual(
          takeAws(`0 ${String(hour)} ${toAscending(day)} ${written} ? *`, from, 5),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('hours with a step agree with both libraries, also where the step is bare', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(['/8', '0/8'], ['8/8', '8/8'], ['2/10', '2/10'], ['/5', '0/5']),
      instants,
      ([written, known], from) => {
        const schedule = parseSchedule(`cron(0 ${written} * * ? *)`);
        expect(take(schedule, from, 9)).toEqual(takeAws(`0 ${known} * * ? *`, from, 9));
        const [start, step] = known.split('/');
        expect(take(schedule, from, 9)).toEqual(
          takeCroner(`0 ${String(start)}-23/${String(step)} * * *`, from, 9),
        );
      },
    ),
    { numRuns: 100 },
  );
});

test('weekdays agree with croner, which counts Sunday as 0', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 23 }),
      plainDaysOfWeek,
      months,
      instants,
      (hour, days, month, from) => {
        const schedule = parseSchedule(`cron(0 ${String(hour)} ? ${month} ${days} *)`);
        const shifted = days.replaceAll(/\d/g, (digit) => String(Number(digit) - 1));
        const croner = `0 ${String(hour)} * ${toPlain(schedule)} ${shifted}`;
        expect(take(schedule, from, 5)).toEqual(takeCroner(croner, from, 5));
      },
    ),
    { numRuns: 200 },
  );
});

test('the nth and the last weekday, and the last day of the month, agree with croner', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 5 }),
      instants,
      (day, nth, from) => {
        const [aws, croner] = [String(day), String(day - 1)];
        expect(take(parseSchedule(`cron(0 9 ? * ${aws}#${String(nth)} *)`), from, 5)).toEqual(
          takeCroner(`0 9 * * ${croner}#${String(nth)}`, from, 5),
        );
        expect(take(parseSchedule(`cron(0 9 ? * ${aws}L *)`), from, 5)).toEqual(
          takeCroner(`0 9 * * ${croner}#L`, from, 5),
        );
        expect(take(parseSchedule('cron(0 9 L * ? *)'), from, 5)).toEqual(
          takeCroner('0 9 L * *', from, 5),
        );
      },
    ),
    { numRuns: 200 },
  );
});

function take(schedule: Schedule, from: number, count: number): readonly string[] {
  return takeWindows(schedule, from, count).map(({ opensAt }) => new Date(opensAt).toISOString());
}

/** Libraries look for what comes strictly after. */
function takeCroner(expression: string, from: number, count: number): readonly string[] {
  const cron = new Cron(expression, { timezone: 'UTC' });
  return cron.nextRuns(count, new Date(toSecondBefore(from))).map((date) => date.toISOString());
}

function takeAws(expression: string, from: number, count: number): readonly string[] {
  const cron = awsCronParser.parse(expression);
  const found: string[] = [];
  let last = new Date(toSecondBefore(from));
  while (found.length < count) {
    last = awsCronParser.next(cron, last) as Date;
    found.push(last.toISOString());
  }
  return found;
}

function toSecondBefore(from: number): number {
  return Math.ceil(from / 1000) * 1000 - 1000;
}

/** Months as numbers: not every library knows every name and bare step. */
function toPlain(schedule: Schedule): string {
  return schedule.kind === 'cron' ? schedule.months.join(',') : '*';
}

/** aws-cron-parser takes lists in ascending order only. */
function toAscending(list: string): string {
  return list
    .split(',')
    .sort((one, other) => Number(one) - Number(other))
    .join(',');
}

function list(expression: string, from: string, count: number, plusMs = 0): readonly string[] {
  return take(parseSchedule(expression), at(from) + plusMs, count).map((time) => time.slice(0, 13));
}

function findLast(expression: string, before: string): string | undefined {
  const found = findLastWindow(parseSchedule(expression), { before: at(before) });
  return found === undefined ? undefined : new Date(found.opensAt).toISOString().slice(0, 13);
}

function at(hour: string): number {
  return Date.parse(`${hour}:00:00Z`);
}
