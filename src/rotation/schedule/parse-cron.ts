// What stands in cron(): six fields. Windows open on the hour, so Minutes is 0; no schedule spans years, so Year is *; and of the two
// day fields one is `?`. Hours know a step, but neither lists nor ranges.

import { type Field, parseValues } from './cron-values.ts';
import { toInvalid } from './invalid-expression.ts';
import { DAY_OF_WEEK, parseDayOfMonth, parseDayOfWeek } from './parse-day-rule.ts';
import type { CronTimes, DayRule } from './schedule.ts';

const HOURS: Field = {
  name: 'Hours',
  min: 0,
  max: 23,
  allowed:
    'an hour from 0 to 23, or a first hour and a step, such as 8/8 or /8 (no lists, ranges or *)',
};
const MONTH: Field = {
  name: 'Month',
  min: 1,
  max: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  allowed: '1 to 12 or JAN to DEC, with , - * /',
};
const FIELDS = 'Minutes Hours Day-of-month Month Day-of-week Year';

/** As long as each month ever gets. */
const MONTH_DAYS_MAX = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** @throws RotationError InvalidConfiguration */
export function parseCronTimes(inner: string): CronTimes {
  const fields = inner.split(' ').filter((field) => field !== '');
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields;
  if (fields.length !== 6) {
    throw toInvalid(
      'cron()',
      `six fields (${FIELDS})`,
      `${String(fields.length)} fields: ${inner}`,
    );
  }
  if (minutes !== '0') throw toInvalid('Minutes', '0, for windows open on the hour', minutes ?? '');
  if (year !== '*') throw toInvalid('Year', '*, for schedules do not end', year ?? '');
  const times = {
    hours: parseHours(hours ?? ''),
    months: parseValues(month ?? '', MONTH),
    days: parseDays(dayOfMonth ?? '', dayOfWeek ?? ''),
  };
  checkDaysExist(times, dayOfMonth ?? '', month ?? '');
  return times;
}

function parseHours(text: string): readonly number[] {
  if (/^(?:\d+|\d*\/\d+)$/.test(text)) return parseValues(text, HOURS);
  throw toInvalid(HOURS.name, HOURS.allowed, text);
}

function parseDays(dayOfMonth: string, dayOfWeek: string): DayRule {
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw toInvalid(
      'Day-of-month and Day-of-week',
      `? in exactly one of them (Day-of-week: ${DAY_OF_WEEK.allowed})`,
      `${dayOfMonth} and ${dayOfWeek}`,
    );
  }
  return dayOfWeek === '?' ? parseDayOfMonth(dayOfMonth) : parseDayOfWeek(dayOfWeek);
}

/** A schedule that never opens a window is a mistake; nobody would notice that nothing rotates. */
function checkDaysExist({ days, months }: CronTimes, dayOfMonth: string, month: string): void {
  if (days.kind !== 'days-of-month') return;
  const longest = Math.max(...months.map((each) => MONTH_DAYS_MAX[each - 1] ?? 0));
  if (days.days.some((day) => day <= longest)) return;
  throw toInvalid(
    'Day-of-month',
    `a day that comes: Month ${month} has at most ${String(longest)} days`,
    dayOfMonth,
  );
}
