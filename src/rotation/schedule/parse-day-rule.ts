// The two day fields. Secrets Manager takes L for the last day of the month, a weekday's name with L for the last such day of the
// month (its guide lists SUNL under Day-of-month), and # for the n-th weekday of the month.
import { type Field, findValue, parseValues } from './cron-values.ts';
import { toInvalid } from './invalid-expression.ts';
import type { DayRule } from './schedule.ts';

const SATURDAY = 7;

const DAY_OF_MONTH: Field = {
  name: 'Day-of-month',
  min: 1,
  max: 31,
  allowed: '1 to 31 with , - * /, or L, or a weekday with L such as SUNL, or ? (W is not known)',
};

export const DAY_OF_WEEK: Field = {
  name: 'Day-of-week',
  min: 1,
  max: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
  allowed: '1 (Sunday) to 7 or SUN to SAT with , - * /, or L, or one such as SUN#1 or SUNL, or ?',
};

export function parseDayOfMonth(text: string): DayRule {
  if (/^L$/i.test(text)) return { kind: 'last-day-of-month' };
  if (/^[A-Z]{3}L$/i.test(text)) return parseLastWeekday(text, DAY_OF_MONTH);
  return { kind: 'days-of-month', days: parseValues(text, DAY_OF_MONTH) };
}

export function parseDayOfWeek(text: string): DayRule {
  // The last day of the week is Saturday, for weeks begin with Sunday here.
  if (/^L$/i.test(text)) return { kind: 'weekdays', weekdays: [SATURDAY] };
  if (/^[A-Z0-9]+L$/i.test(text)) return parseLastWeekday(text, DAY_OF_WEEK);
  if (text.includes('#')) return parseNthWeekday(text);
  return { kind: 'weekdays', weekdays: parseValues(text, DAY_OF_WEEK) };
}

function parseLastWeekday(text: string, field: Field): DayRule {
  const weekday = findValue(text.slice(0, -1), DAY_OF_WEEK);
  if (weekday === undefined) throw toInvalid(field.name, field.allowed, text);
  return { kind: 'last-weekday', weekday };
}

function parseNthWeekday(text: string): DayRule {
  const [, name = '', nth] = /^([A-Z]{3}|\d)#([1-5])$/i.exec(text) ?? [];
  const weekday = findValue(name, DAY_OF_WEEK);
  if (weekday === undefined || nth === undefined) {
    throw toInvalid(
      DAY_OF_WEEK.name,
      'one weekday, # and 1 to 5, such as SUN#1 for the first Sunday of the month',
      text,
    );
  }
  return { kind: 'nth-weekday', weekday, nth: Number(nth) };
}
