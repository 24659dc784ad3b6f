// The translation is right where both engines tell the same instants: ours for Secrets Manager's grammar, and the endpoint's own for
// EventBridge Scheduler's, which knows nothing of ours.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  findNextOccurrence,
  findScheduleExpression,
  type ScheduleExpression,
} from '../../../../local/schedule-expression.ts';
import { parseSchedule } from '../../../../src/rotation/schedule/parse-schedule.ts';
import type { Schedule } from '../../../../src/rotation/schedule/schedule.ts';
import { toSchedulerExpression } from '../../../../src/rotation/schedule/to-scheduler.ts';
import { listWindows } from '../../../../src/rotation/schedule/windows.ts';
import { crons, instants, parseOrSkip, rates } from '../../../support/schedule-expressions.ts';

const DAY_MS = 86_400_000;
const ZONE = { toWallTime: (instant: number) => instant, findInstant: (wall: number) => wall };
const NOON = Date.UTC(2027, 0, 1, 12);

test.each([
  ['cron(0 /8 * * ? *)', 'cron(0 0,8,16 * * ? *)'],
  ['cron(0 2/10 * * ? *)', 'cron(0 2,12,22 * * ? *)'],
  ['cron(0 8 SUNL * ? *)', 'cron(0 8 ? * 1L *)'],
  ['cron(0 8 ? * L *)', 'cron(0 8 ? * 7 *)'],
  ['cron(0 8 ? * MON-FRI *)', 'cron(0 8 ? * 2,3,4,5,6 *)'],
  ['cron(0 8 ? * 1/3 *)', 'cron(0 8 ? * 1,4,7 *)'],
  ['cron(0 1 ? 1/3 SUN#1 *)', 'cron(0 1 ? 1,4,7,10 1#1 *)'],
  ['cron(0 17 L * ? *)', 'cron(0 17 L * ? *)'],
  ['cron(0 8 ? * * *)', 'cron(0 8 ? * * *)'],
])('%s is %s for Scheduler, which knows no other start', (expression, translated) => {
  expect(toSchedulerExpression(parseSchedule(expression), NOON)).toEqual({
    expression: translated,
  });
});

test.each([
  ['rate(1 days)', 'rate(1 day)'],
  ['rate(030 days)', 'rate(30 days)'],
  ['rate(48 hours)', 'rate(48 hours)'],
])('%s is %s for Scheduler, from the next midnight on', (expression, translated) => {
  expect(toSchedulerExpression(parseSchedule(expression), NOON)).toEqual({
    expression: translated,
    startAt: Date.UTC(2027, 0, 2),
  });
});

test('over four years Scheduler fires when windows open, and at no other time', () => {
  fc.assert(
    fc.property(fc.oneof(crons, rates), instants, (expression, now) => {
      const schedule = parseOrSkip(expression);
      const until = now + 4 * 366 * DAY_MS;
      expect(listFirings(schedule, now, until)).toEqual(listOpenings(schedule, now, until));
    }),
    { numRuns: 300 },
  );
});

test.each(['cron(0 5 29 2 ? *)', 'cron(0 0 ? 2 SUN#5 *)', 'cron(0 9 ? * MON#5 *)'])(
  'also the rare days of %s fall together, over a century',
  (expression) => {
    const schedule = parseSchedule(expression);
    const until = Date.UTC(2126, 0, 1);
    const firings = listFirings(schedule, Date.UTC(2026, 0, 1), until);
    expect(firings.length).toBeGreaterThan(2);
    expect(firings).toEqual(listOpenings(schedule, Date.UTC(2026, 0, 1), until));
  },
);

function listOpenings(schedule: Schedule, from: number, until: number): readonly number[] {
  const found: number[] = [];
  for (const { opensAt } of listWindows(schedule, { from })) {
    if (opensAt > until) break;
    found.push(opensAt);
  }
  return found;
}

function listFirings(schedule: Schedule, now: number, until: number): readonly number[] {
  const { expression, startAt = now } = toSchedulerExpression(schedule, now);
  const known = findScheduleExpression(expression);
  expect(known).toBeDefined();
  const found: number[] = [];
  let after = Math.ceil(now) - 1;
  for (;;) {
    const next = findNextOccurrence(known as ScheduleExpression, {
      after,
      anchor: startAt,
      zone: ZONE,
    });
    if (next === undefined || next > until) return found;
    found.push(next);
    after = next;
  }
}
