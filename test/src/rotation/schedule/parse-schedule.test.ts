// The grammar: what Secrets Manager's guide gives as examples, and each wrong expression with what is said about it.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseSchedule } from '../../../../src/rotation/schedule/parse-schedule.ts';
import type { Window } from '../../../../src/rotation/schedule/schedule.ts';
import { crons, parseOrSkip, rates, takeWindows } from '../../../support/schedule-expressions.ts';

const HOUR_MS = 3_600_000;

/** The guide's examples, each with the first windows that it names, from Friday 1 January 2027. */
test.each([
  ['rate(4 hours)', 1, ['2027-01-01T00', '2027-01-01T04', '2027-01-01T08']],
  ['rate(1 day)', 24, ['2027-01-01T00', '2027-01-02T00']],
  ['rate(10 days)', 24, ['2027-01-01T00', '2027-01-11T00']],
  ['cron(0 /8 * * ? *)', 1, ['2027-01-01T00', '2027-01-01T08', '2027-01-01T16', '2027-01-02T00']],
  ['cron(0 8/8 * * ? *)', 1, ['2027-01-01T08', '2027-01-01T16', '2027-01-02T08']],
  ['cron(0 4/12 * * ? *)', 1, ['2027-01-01T04', '2027-01-01T16', '2027-01-02T04']],
  ['cron(0 2/10 * * ? *)', 1, ['2027-01-01T02', '2027-01-01T12', '2027-01-01T22', '2027-01-02T02']],
  ['cron(0 10 * * ? *)', 14, ['2027-01-01T10', '2027-01-02T10']],
  ['cron(0 18 ? * SAT *)', 6, ['2027-01-02T18', '2027-01-09T18']],
  ['cron(0 8 1 * ? *)', 16, ['2027-01-01T08', '2027-02-01T08', '2027-03-01T08']],
  ['cron(0 1 ? 1/3 SUN#1 *)', 23, ['2027-01-03T01', '2027-04-04T01', '2027-07-04T01']],
  ['cron(0 17 L * ? *)', 7, ['2027-01-31T17', '2027-02-28T17', '2027-03-31T17']],
  ['cron(0 8 ? * MON-FRI *)', 16, ['2027-01-01T08', '2027-01-04T08', '2027-01-05T08']],
  ['cron(0 16 1,15 * ? *)', 8, ['2027-01-01T16', '2027-01-15T16', '2027-02-01T16']],
  ['cron(0 0 ? * SUN#1 *)', 24, ['2027-01-03T00', '2027-02-07T00']],
  ['cron(0 0 ? 1/11 2#1 *)', 24, ['2027-01-04T00', '2027-12-06T00', '2028-01-03T00']],
  ['cron(0 9 SUNL * ? *)', 15, ['2027-01-31T09', '2027-02-28T09', '2027-03-28T09']],
])('%s opens when the guide says, for %d hours', (expression, windowHours, hours) => {
  const schedule = parseSchedule(expression);
  expect(schedule.expression).toBe(expression);
  expect(schedule.windowHours).toBe(windowHours);
  const expected = hours.map((hour) => {
    const opensAt = Date.parse(`${hour}:00:00Z`);
    return { opensAt, closesAt: opensAt + windowHours * HOUR_MS };
  });
  expect(takeWindows(schedule, Date.UTC(2027, 0, 1), hours.length)).toEqual(expected);
});

test.each([
  ['rate(1 days)', 'rate(1 day)'],
  ['rate(4 hour)', 'rate(4 hours)'],
  ['rate(007 days)', 'rate(7 days)'],
  ['cron(0 8 ? jan-mar mon *)', 'cron(0 8 ? JAN-MAR MON *)'],
  ['cron(0  8  *  *  ?  *)', 'cron(0 8 * * ? *)'],
  ['cron(0 0 ? * L *)', 'cron(0 0 ? * SAT *)'],
  ['cron(0 0 ? * SUNL *)', 'cron(0 0 SUNL * ? *)'],
  ['cron(0 0 ? * 1/2 *)', 'cron(0 0 ? * SUN,TUE,THU,SAT *)'],
  ['cron(0 0 */10 * ? *)', 'cron(0 0 1,11,21,31 * ? *)'],
  ['cron(0 0 1 /3 ? *)', 'cron(0 0 1 JAN,APR,JUL,OCT ? *)'],
])('%s means %s', (one, other) => {
  const meaning = { ...parseSchedule(one), expression: '' };
  expect(meaning).toEqual({ ...parseSchedule(other), expression: '' });
});

/** Field, what is allowed, what was found. */
test.each([
  ['', 'expression: expected 1 to 256 characters; found "0 characters"'],
  [`rate(${'1'.repeat(256)} days)`, 'expression: expected 1 to 256 characters; found "267 ch'],
  ['every day', 'expression: expected rate(Value Unit), such as rate(30 days), or cron('],
  ['at(2027-01-01T00:00:00)', 'expression: expected letters, digits, spaces and ( ) # ? * - / ,'],
  ['at(2027)', 'expression: expected rate(Value Unit)'],
  ['rate(5 days', 'expression: expected rate(Value Unit)'],
  ['RATE(5 days)', 'expression: expected rate(Value Unit)'],
  [' rate(5 days)', 'expression: expected rate(Value Unit)'],
  ['cron(0 8 * * ? *);', 'found ";"'],
  ['rate(5.5 days)', 'found "."'],
  ['rate()', 'rate(): expected a value and a unit with a space between'],
  ['rate(30)', 'rate(): expected a value and a unit'],
  ['rate(30days)', 'rate(): expected a value and a unit'],
  ['rate(5 5 days)', 'rate(): expected a value and a unit'],
  ['rate(0 days)', 'rate() Value: expected a positive whole number; found "0"'],
  ['rate(-5 days)', 'rate() Value: expected a positive whole number; found "-5"'],
  ['rate(ten days)', 'rate() Value: expected a positive whole number; found "ten"'],
  ['rate(30 minutes)', 'rate() Unit: expected hour, hours, day or days; found "minutes"'],
  ['rate(2 weeks)', 'rate() Unit: expected hour, hours, day or days; found "weeks"'],
  ['rate(3 hours)', 'rate() Value: expected at least 4 hours; found "3 hours"'],
  ['rate(1000 days)', 'rate() Value: expected at most 999 days; found "1000 days"'],
  ['rate(23977 hours)', 'rate() Value: expected at most 999 days; found "23977 hours"'],
  ['cron()', 'cron(): expected six fields (Minutes Hours Day-of-month Month Day-of-week Year)'],
  ['cron(0 8 * * ?)', 'found "5 fields: 0 8 * * ?"'],
  ['cron(0 0 8 * * ? *)', 'found "7 fields: 0 0 8 * * ? *"'],
  ['cron(30 8 * * ? *)', 'Minutes: expected 0, for windows open on the hour; found "30"'],
  ['cron(* 8 * * ? *)', 'Minutes: expected 0'],
  ['cron(0/15 8 * * ? *)', 'Minutes: expected 0'],
  ['cron(0 24 * * ? *)', 'Hours: expected an hour from 0 to 23, or a first hour and a step'],
  ['cron(0 8,20 * * ? *)', 'Hours: expected an hour from 0 to 23'],
  ['cron(0 8-20 * * ? *)', 'Hours: expected an hour from 0 to 23'],
  ['cron(0 * * * ? *)', 'Hours: expected an hour from 0 to 23'],
  ['cron(0 8/0 * * ? *)', 'Hours: expected a step from 1 to 23 after the /; found "0"'],
  ['cron(0 8/24 * * ? *)', 'Hours: expected a step from 1 to 23 after the /; found "24"'],
  ['cron(0 24/8 * * ? *)', 'Hours: expected an hour from 0 to 23'],
  ['cron(0 /3 * * ? *)', 'Hours: expected windows that open at least 4 hours apart'],
  ['cron(0 /7 * * ? *)', 'found "windows at 0:00, 7:00, 14:00, 21:00, 3 h apart"'],
  ['cron(0 2/21 1,2 * ? *)', 'found "windows at 2:00, 23:00, 3 h apart"'],
  ['cron(0 8 0 * ? *)', 'Day-of-month: expected 1 to 31 with , - * /, or L, or a weekday with L'],
  ['cron(0 8 32 * ? *)', 'Day-of-month: expected 1 to 31'],
  ['cron(0 8 15W * ? *)', '(W is not known); found "15W"'],
  ['cron(0 8 LW * ? *)', 'Day-of-month: expected 1 to 31'],
  ['cron(0 8 L-3 * ? *)', 'Day-of-month: expected 1 to 31'],
  ['cron(0 8 1,L * ? *)', 'Day-of-month: expected 1 to 31'],
  ['cron(0 8 XYZL * ? *)', 'Day-of-month: expected 1 to 31'],
  ['cron(0 8 MON * ? *)', 'Day-of-month: expected 1 to 31'],
  ['cron(0 8 15-1 * ? *)', 'Day-of-month: expected a range that runs upwards'],
  ['cron(0 8 1/2/3 * ? *)', 'Day-of-month: expected 1 to 31'],
  ['cron(0 8 1-2-3 * ? *)', 'Day-of-month: expected 1 to 31'],
  ['cron(0 8 1, * ? *)', 'Day-of-month: expected 1 to 31'],
  ['cron(0 8 31 2 ? *)', 'Day-of-month: expected a day that comes: Month 2 has at most 29 days'],
  ['cron(0 8 31 APR,JUN ? *)', 'Month APR,JUN has at most 30 days; found "31"'],
  ['cron(0 8 1 13 ? *)', 'Month: expected 1 to 12 or JAN to DEC'],
  ['cron(0 8 1 0 ? *)', 'Month: expected 1 to 12 or JAN to DEC'],
  ['cron(0 8 1 JANUARY ? *)', 'Month: expected 1 to 12 or JAN to DEC'],
  ['cron(0 8 1 ? ? *)', 'Month: expected 1 to 12 or JAN to DEC'],
  ['cron(0 8 * * * *)', 'Day-of-month and Day-of-week: expected ? in exactly one of them'],
  ['cron(0 8 1 * MON *)', 'found "1 and MON"'],
  ['cron(0 8 ? * ? *)', 'found "? and ?"'],
  ['cron(0 8 ? * 0 *)', 'Day-of-week: expected 1 (Sunday) to 7 or SUN to SAT'],
  ['cron(0 8 ? * 8 *)', 'Day-of-week: expected 1 (Sunday) to 7'],
  ['cron(0 8 ? * FRI-MON *)', 'Day-of-week: expected a range that runs upwards'],
  ['cron(0 8 ? * SUN#6 *)', 'Day-of-week: expected one weekday, # and 1 to 5, such as SUN#1'],
  ['cron(0 8 ? * SUN#0 *)', 'Day-of-week: expected one weekday, # and 1 to 5'],
  ['cron(0 8 ? * SUN#1,SUN#3 *)', 'Day-of-week: expected one weekday, # and 1 to 5'],
  ['cron(0 8 ? * MON,TUEL *)', 'Day-of-week: expected 1 (Sunday) to 7'],
  ['cron(0 8 ? * 8L *)', 'Day-of-week: expected 1 (Sunday) to 7'],
  ['cron(0 8 * * ? 2027)', 'Year: expected *, for schedules do not end; found "2027"'],
])('%j is refused: %s', (expression, said) => {
  expect(toRefusal(expression)).toContain(said);
});

test.each([
  ['rate(30 days)', '24h'],
  ['rate(4 hours)', '4h'],
  ['rate(36 hours)', '24h'],
  ['cron(0 10 * * ? *)', '14h'],
  ['cron(0 2/10 * * ? *)', '4h'],
  ['cron(0 /8 * * ? *)', '8h'],
])('%s takes a window of %s, and not one hour more', (expression, window) => {
  const hours = Number(window.slice(0, -1));
  expect(parseSchedule(expression, window).windowHours).toBe(hours);
  expect(toRefusal(expression, `${String(hours + 1)}h`)).toContain('Schedule, window: expected');
});

test.each(['0h', '25h', '100h', '90m', '3', 'h', '', '1.5h', '-1h', '3H', ' 3h'])(
  'a window of %j is refused',
  (window) => {
    expect(toRefusal('rate(30 days)', window)).toBe(
      `Schedule, window: expected whole hours from 1h to 24h; found "${window}".`,
    );
  },
);

test('a window says what it would run into', () => {
  expect(toRefusal('cron(0 20 * * ? *)', '5h')).toBe(
    'Schedule, window: expected at most 4h, for it opens at 20:00 and must end with the UTC day; found "5h".',
  );
  expect(toRefusal('rate(6 hours)', '7h')).toBe(
    'Schedule, window: expected at most 6h, for then the next one opens; found "7h".',
  );
});

test('hours that come close over midnight are taken where no two days follow each other', () => {
  expect(parseSchedule('cron(0 2/21 ? * SUN *)').windowHours).toBe(1);
  expect(parseSchedule('cron(0 2/21 29 FEB ? *)').unit).toBe('hours');
  expect(toRefusal('cron(0 2/21 1,31 * ? *)')).toContain('3 h apart');
});

test('windows of whatever is taken open on the hour, four hours apart, and never touch each other', () => {
  fc.assert(
    fc.property(
      fc.oneof(crons, rates),
      fc.option(fc.integer({ min: 1, max: 24 }), { nil: undefined }),
      fc.integer({ min: 0, max: 2 ** 41 }),
      (expression, hours, from) => {
        const window = hours === undefined ? undefined : `${String(hours)}h`;
        const schedule = parseOrSkip(expression, window);
        // One assertion for all fifty: an assertion takes longer than a window.
        const wrong = toPairs(takeWindows(schedule, from, 50)).filter(
          ([last, next]) =>
            next.opensAt % HOUR_MS !== 0 ||
            next.opensAt - last.opensAt < 4 * HOUR_MS ||
            next.opensAt < last.closesAt ||
            (schedule.unit === 'days' && toDate(next.closesAt - 1) !== toDate(next.opensAt)),
        );
        expect(wrong).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

test('any text is either a schedule or refused as a wrong configuration', () => {
  const characters = fc.constantFrom(...'0123456789/*?-,#L ()'.split(''), 'SUN', 'cron(', 'rate(');
  fc.assert(
    fc.property(fc.array(characters, { maxLength: 20 }), (parts) => {
      for (const text of [
        parts.join(''),
        `cron(0 ${parts.join('')} *)`,
        `rate(${parts.join('')})`,
      ]) {
        try {
          expect(parseSchedule(text).windowHours).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toMatchObject({ code: 'Rekey.InvalidConfiguration' });
        }
      }
    }),
    { numRuns: 500 },
  );
});

function toRefusal(expression: string, window?: string): string {
  try {
    parseSchedule(expression, window);
  } catch (error) {
    expect(error).toMatchObject({ code: 'Rekey.InvalidConfiguration' });
    return (error as Error).message;
  }
  throw new Error(`${expression} was taken.`);
}

function toPairs(windows: readonly Window[]): readonly (readonly [Window, Window])[] {
  return windows.slice(1).map((next, index) => [windows[index] as Window, next]);
}

function toDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
