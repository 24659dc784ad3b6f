// Which days of one month a rule means, in the Gregorian calendar.
import type { DayRule } from './schedule.ts';

const DAY_MS = 86_400_000;

/** @param month 1 to 12 @returns days from 1, ascending; empty where the month has none */
export function findDaysOfMonth(rule: DayRule, year: number, month: number): readonly number[] {
  const length = daysIn(year, month);
  switch (rule.kind) {
    case 'days-of-month':
      return rule.days.filter((day) => day <= length);
    case 'last-day-of-month':
      return [length];
    case 'weekdays':
      return rule.weekdays
        .flatMap((weekday) => findEach(weekday, year, month, length))
        .sort((a, b) => a - b);
    case 'nth-weekday':
      return findEach(rule.weekday, year, month, length).slice(rule.nth - 1, rule.nth);
    case 'last-weekday':
      return findEach(rule.weekday, year, month, length).slice(-1);
  }
}

/** All days of the month that are this weekday. */
function findEach(weekday: number, year: number, month: number, length: number): readonly number[] {
  // 1 January 1970 was a Thursday, which is 5.
  const daysSinceEpoch = Date.UTC(year, month - 1, 1) / DAY_MS;
  const ofTheFirst = ((((daysSinceEpoch + 4) % 7) + 7) % 7) + 1;
  const days: number[] = [];
  for (let day = 1 + ((weekday - ofTheFirst + 7) % 7); day <= length; day += 7) days.push(day);
  return days;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}
