// The least number of hours between the openings of two windows of one cron(). Steps begin anew each day, so the gap over midnight
// may be the shortest one: hours 2/10 open at 2, 12 and 22, and 4 hours later again.
import { findDaysOfMonth } from './days-of-month.ts';
import type { CronTimes } from './schedule.ts';

/** Secrets Manager rotates every four hours at most. */
export const GAP_HOURS_MIN = 4;

const DAY_HOURS = 24;

export function findShortestGap(times: CronTimes): number {
  const { hours } = times;
  const within = hours.slice(1).map((hour, index) => hour - (hours[index] ?? 0));
  const overMidnight = DAY_HOURS - (hours.at(-1) ?? 0) + (hours[0] ?? 0);
  const inDay = Math.min(DAY_HOURS, ...within);
  if (overMidnight >= inDay || !hasNeighbouringDays(times)) return inDay;
  return overMidnight;
}

/** Whether windows ever open on two days that follow each other. The calendar repeats after 28 years, save for centuries. */
function hasNeighbouringDays({ days, months }: CronTimes): boolean {
  let before = Number.NEGATIVE_INFINITY;
  for (let year = 2001; year < 2029; year += 1) {
    for (const month of months) {
      for (const day of findDaysOfMonth(days, year, month)) {
        const number = Date.UTC(year, month - 1, day) / 86_400_000;
        if (number === before + 1) return true;
        before = number;
      }
    }
  }
  return false;
}
