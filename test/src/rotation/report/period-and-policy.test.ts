// When a report begins and ends, and what age a schedule allows.
import { expect, test } from '@jest/globals';
import { parsePeriod } from '../../../../src/rotation/report/period.ts';
import { createPolicies } from '../../../../src/rotation/report/policy.ts';
import { parseSchedule } from '../../../../src/rotation/schedule/parse-schedule.ts';

const NOW = Date.parse('2026-11-22T01:30:00Z');
const iso = (time: number) => new Date(time).toISOString();

test.each([
  ['90d', undefined, '2026-08-24T01:30:00.000Z', '2026-11-22T01:30:00.000Z'],
  ['2w', undefined, '2026-11-08T01:30:00.000Z', '2026-11-22T01:30:00.000Z'],
  ['12h', '1h', '2026-11-21T13:30:00.000Z', '2026-11-22T00:30:00.000Z'],
  ['2026-01-01', '2026-03-31', '2026-01-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z'],
  [
    '2026-01-01T08:00:00Z',
    '2026-01-02T09:30Z',
    '2026-01-01T08:00:00.000Z',
    '2026-01-02T09:30:00.000Z',
  ],
  ['2026-11-01', '2026-11-22', '2026-11-01T00:00:00.000Z', '2026-11-22T01:30:00.000Z'],
])('since %s until %s is from %s to %s', (since, until, from, to) => {
  const period = parsePeriod({ since, ...(until === undefined ? {} : { until }) }, NOW);
  expect([iso(period.since), iso(period.until)]).toEqual([from, to]);
});

test.each([
  '',
  '90',
  '90m',
  '-1d',
  '2026-13-01',
  '2026-02-29',
  '01.02.2026',
  '2026-01-01T08:00:00',
  '2026-01-01T08:00:00+02:00',
])('since "%s" is refused', (since) => {
  expect(() => parsePeriod({ since }, NOW)).toThrow(/^--since: expected such as 90d, .* found/);
});

test('a period that has not begun, or ends before it begins, is refused', () => {
  expect(() => parsePeriod({ since: '2027-01-01' }, NOW)).toThrow(
    'expected a time that has passed',
  );
  expect(() => parsePeriod({ since: '1d', until: '2d' }, NOW)).toThrow(
    '--until: expected a time after',
  );
});

test.each([
  ['rate(30 days)', '3h', 30 * 24 + 3],
  ['rate(10 hours)', undefined, 10 + 1],
  ['cron(0 8 1 * ? *)', '2h', 31 * 24 + 2],
  ['cron(0 2/10 * * ? *)', '1h', 10 + 1],
  ['cron(0 10 * * ? *)', '1h', 24 + 1],
  ['cron(0 0 1 1 ? *)', '1h', 366 * 24 + 1],
  ['cron(0 0 29 2 ? *)', '1h', 1461 * 24 + 1],
])('%s with a window of %s allows an age of %i hours', (expression, window, hours) => {
  const policy = createPolicies(NOW)(parseSchedule(expression, window), true);
  expect(policy.allowedMs / 3_600_000).toBe(hours);
});
