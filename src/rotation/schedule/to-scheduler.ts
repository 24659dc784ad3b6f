// Secrets Manager's schedule in EventBridge Scheduler's grammar (Scheduler User Guide, "Schedule types"). Scheduler knows no bare `/8`,
// no SUNL among the days of the month and no steps among weekdays, so values are written out. Its rate() starts when it is created, but
// Secrets Manager's at midnight UTC: so it gets a start date, which is its first occurrence.
import type { CronSchedule, DayRule, Schedule } from './schedule.ts';
import { toMidnight } from './windows.ts';

/** @returns `startAt` for rate(): when the first window opens, milliseconds since the epoch, to be given as StartDate. The zone is UTC. */
export function toSchedulerExpression(
  schedule: Schedule,
  now: number,
): { readonly expression: string; readonly startAt?: number } {
  if (schedule.kind === 'cron') return { expression: toCron(schedule) };
  return { expression: toRate(schedule), startAt: toMidnight(now) };
}

function toRate({ unit, periodHours }: Schedule & { readonly kind: 'rate' }): string {
  const value = unit === 'hours' ? periodHours : periodHours / 24;
  return `rate(${String(value)} ${value === 1 ? unit.slice(0, -1) : unit})`;
}

function toCron({ hours, months, days }: CronSchedule): string {
  const [dayOfMonth, dayOfWeek] = toDayFields(days);
  return `cron(0 ${hours.join(',')} ${dayOfMonth} ${toValues(months, 12)} ${dayOfWeek} *)`;
}

function toDayFields(rule: DayRule): readonly [dayOfMonth: string, dayOfWeek: string] {
  switch (rule.kind) {
    case 'days-of-month':
      return [toValues(rule.days, 31), '?'];
    case 'last-day-of-month':
      return ['L', '?'];
    case 'weekdays':
      return ['?', toValues(rule.weekdays, 7)];
    case 'nth-weekday':
      return ['?', `${String(rule.weekday)}#${String(rule.nth)}`];
    case 'last-weekday':
      return ['?', `${String(rule.weekday)}L`];
  }
}

function toValues(values: readonly number[], all: number): string {
  return values.length === all ? '*' : values.join(',');
}
