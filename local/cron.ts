// AWS's cron: six fields, one of the two day fields `?`, days of the week from 1 (SUN), and L, W and #.
// Source: EventBridge user guide, "Cron expressions reference"; Scheduler user guide, "Schedule types".
// Ranges that run backwards (FRI-MON) are documented nowhere, so they are refused.

export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** 1 to 12. */
  readonly months: readonly number[];
  readonly years: readonly number[];
  readonly isDay: (year: number, month: number, day: number) => boolean;
}

interface Field {
  readonly min: number;
  readonly max: number;
  /** Names for `min`, `min + 1`, … */
  readonly names?: readonly string[];
}

const MINUTE: Field = { min: 0, max: 59 };
const HOUR: Field = { min: 0, max: 23 };
const DAY_OF_MONTH: Field = { min: 1, max: 31 };
const MONTH: Field = {
  min: 1,
  max: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
const DAY_OF_WEEK: Field = {
  min: 1,
  max: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};
const YEAR: Field = { min: 1970, max: 2199 };

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What stands between `cron(` and `)`, or undefined where AWS would refuse it. */
export function findCron(text: string): Cron | undefined {
  const [minute, hour, dayOfMonth, month, dayOfWeek, year, ...rest] = text.split(/\s+/);
  if (minute === undefined || hour === undefined || dayOfMonth === undefined) return undefined;
  if (month === undefined || dayOfWeek === undefined || year === undefined) return undefined;
  if (rest.length > 0) return undefined;
  const minutes = findValues(minute, MINUTE);
  const hours = findValues(hour, HOUR);
  const months = findValues(month, MONTH);
  const years = findValues(year, YEAR);
  const isDay = findDays(dayOfMonth, dayOfWeek);
  if (minutes === undefined || hours === undefined || months === undefined) return undefined;
  if (years === undefined || isDay === undefined) return undefined;
  return { minutes, hours, months, years, isDay };
}

/** The first reading of a wall clock strictly after `after` (both as if the wall showed UTC), or undefined where none is left. */
export function findNextWallTime(cron: Cron, after: number): number | undefined {
  const start = Math.floor(after / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  const startDate = new Date(start);
  const startDay = start - (start % DAY_MS);
  const firstYear = startDate.getUTCFullYear();
  for (const year of cron.years) {
    if (year < firstYear) continue;
    for (const month of cron.months) {
      if (year === firstYear && month < startDate.getUTCMonth() + 1) continue;
      for (let day = 1; day <= daysIn(year, month); day += 1) {
        const midnight = Date.UTC(year, month - 1, day);
        if (midnight < startDay || !cron.isDay(year, month, day)) continue;
        const found = findTimeOfDay(cron, midnight, start);
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

function findTimeOfDay(cron: Cron, midnight: number, start: number): number | undefined {
  for (const hour of cron.hours) {
    const hourStart = midnight + hour * 60 * MINUTE_MS;
    if (hourStart + 60 * MINUTE_MS <= start) continue;
    for (const minute of cron.minutes) {
      const found = hourStart + minute * MINUTE_MS;
      if (found >= start) return found;
    }
  }
  return undefined;
}

/** Lists of values, ranges and steps; undefined where the text is none of them. */
function findValues(text: string, field: Field): readonly number[] | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const found = findPart(part, field);
    if (found === undefined) return undefined;
    for (let value = found.from; value <= found.to; value += found.step) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function findPart(
  part: string,
  field: Field,
): { readonly from: number; readonly to: number; readonly step: number } | undefined {
  const [range, stepText, ...rest] = part.split('/');
  if (range === undefined || rest.length > 0) return undefined;
  const step = stepText === undefined ? 1 : findNumber(stepText);
  if (step === undefined || step < 1 || step > field.max) return undefined;
  if (range === '*') return { from: field.min, to: field.max, step };
  const [first, last, ...more] = range.split('-');
  const from = first === undefined ? undefined : findValue(first, field);
  if (from === undefined || more.length > 0) return undefined;
  if (last === undefined) return { from, to: stepText === undefined ? from : field.max, step };
  const to = findValue(last, field);
  return to === undefined || to < from ? undefined : { from, to, step };
}

function findValue(text: string, { min, max, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  const value = named === -1 ? findNumber(text) : min + named;
  return value === undefined || value < min || value > max ? undefined : value;
}

function findNumber(text: string): number | undefined {
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

/** Exactly one of the day fields must be `?`. */
function findDays(dayOfMonth: string, dayOfWeek: string): Cron['isDay'] | undefined {
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) return undefined;
  return dayOfWeek === '?' ? findDaysOfMonth(dayOfMonth) : findDaysOfWeek(dayOfWeek);
}

function findDaysOfMonth(text: string): Cron['isDay'] | undefined {
  if (text === 'L') return (year, month, day) => day === daysIn(year, month);
  if (text === 'LW') {
    return (year, month, day) => day === nearestWeekday(year, month, daysIn(year, month));
  }
  if (text.endsWith('W')) {
    const target = findValue(text.slice(0, -1), DAY_OF_MONTH);
    if (target === undefined) return undefined;
    return (year, month, day) =>
      target <= daysIn(year, month) && day === nearestWeekday(year, month, target);
  }
  const days = findValues(text, DAY_OF_MONTH);
  return days === undefined ? undefined : (_year, _month, day) => days.includes(day);
}

function findDaysOfWeek(text: string): Cron['isDay'] | undefined {
  if (text === 'L') return (year, month, day) => weekdayOf(year, month, day) === 7;
  if (text.endsWith('L')) {
    const weekday = findValue(text.slice(0, -1), DAY_OF_WEEK);
    if (weekday === undefined) return undefined;
    return (year, month, day) =>
      weekdayOf(year, month, day) === weekday && day > daysIn(year, month) - 7;
  }
  if (text.includes('#')) {
    const [name = '', nth = ''] = text.split('#', 2);
    const weekday = findValue(name, DAY_OF_WEEK);
    if (weekday === undefined || !/^[1-5]$/.test(nth) || text !== `${name}#${nth}`) {
      return undefined;
    }
    return (year, month, day) =>
      weekdayOf(year, month, day) === weekday && Math.ceil(day / 7) === Number(nth);
  }
  if (text.includes('/')) return undefined; // the day of the week knows no steps
  const weekdays = findValues(text, DAY_OF_WEEK);
  if (weekdays === undefined) return undefined;
  return (year, month, day) => weekdays.includes(weekdayOf(year, month, day));
}

/** The weekday closest to `target` that lies in the same month. */
function nearestWeekday(year: number, month: number, target: number): number {
  const weekday = weekdayOf(year, month, target);
  if (weekday === 7) return target === 1 ? 3 : target - 1;
  if (weekday === 1) return target === daysIn(year, month) ? target - 2 : target + 1;
  return target;
}

/** 1 is Sunday. */
function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
