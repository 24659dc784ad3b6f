// The windows of a schedule, forwards and backwards, exact in UTC. A cron() goes month by month, so that even 29 February is found
// after a few steps.
import { findDaysOfMonth } from './days-of-month.ts';
import type { CronSchedule, CronTimes, Schedule, Window } from './schedule.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The rarest day, a fifth weekday of February, comes after 40 years at the latest. */
const YEARS_WITHOUT_MAX = 41;
const EPOCH_YEAR = 1970;

/**
 * The windows that open at `from` or later, in order and without end.
 * @param anchor for rate(): when its first window opens; by default the first UTC midnight at or after `from`
 */
export function listWindows(
  schedule: Schedule,
  {
    from,
    anchor = toMidnight(from),
  }: { readonly from: number; readonly anchor?: number | undefined },
): Generator<Window> {
  return schedule.kind === 'rate' ? listRate(schedule, from, anchor) : listCron(schedule, from);
}

/**
 * The latest window that has closed at `before`.
 * @param anchor for rate(): when its first window opened; by default the first UTC midnight at or after `notBefore`
 * @returns undefined where none has closed since `notBefore`; and for rate() where nothing tells when it began
 */
export function findLastWindow(
  schedule: Schedule,
  {
    before,
    notBefore = 0,
    anchor = notBefore === 0 ? undefined : toMidnight(notBefore),
  }: {
    readonly before: number;
    readonly anchor?: number | undefined;
    readonly notBefore?: number | undefined;
  },
): Window | undefined {
  const length = schedule.windowHours * HOUR_MS;
  const latest = before - length;
  const opensAt =
    schedule.kind === 'rate'
      ? findLastOfRate(schedule, latest, anchor)
      : findLastOfCron(schedule, latest, notBefore);
  if (opensAt === undefined || opensAt < notBefore) return undefined;
  return { opensAt, closesAt: opensAt + length };
}

/** The first UTC midnight at `time` or later: where the windows of a rate() begin. */
export function toMidnight(time: number): number {
  return Math.ceil(time / DAY_MS) * DAY_MS;
}

function* listRate(
  { periodHours, windowHours }: Schedule & { readonly kind: 'rate' },
  from: number,
  anchor: number,
): Generator<Window> {
  const [period, length] = [periodHours * HOUR_MS, windowHours * HOUR_MS];
  const passed = Math.max(0, Math.ceil((from - anchor) / period));
  for (let opensAt = anchor + passed * period; ; opensAt += period) {
    yield { opensAt, closesAt: opensAt + length };
  }
}

function findLastOfRate(
  { periodHours }: { readonly periodHours: number },
  latest: number,
  anchor: number | undefined,
): number | undefined {
  if (anchor === undefined || latest < anchor) return undefined;
  const period = periodHours * HOUR_MS;
  return anchor + Math.floor((latest - anchor) / period) * period;
}

function* listCron(schedule: CronSchedule, from: number): Generator<Window> {
  const length = schedule.windowHours * HOUR_MS;
  let lastYear = new Date(from).getUTCFullYear();
  for (let year = lastYear; year <= lastYear + YEARS_WITHOUT_MAX; year += 1) {
    for (const month of schedule.months) {
      for (const opensAt of toOpenings(schedule, year, month)) {
        if (opensAt < from) continue;
        lastYear = year;
        yield { opensAt, closesAt: opensAt + length };
      }
    }
  }
}

function findLastOfCron(
  schedule: CronSchedule,
  latest: number,
  notBefore: number,
): number | undefined {
  const lastYear = new Date(latest).getUTCFullYear();
  const firstYear = Math.max(new Date(notBefore).getUTCFullYear(), lastYear - YEARS_WITHOUT_MAX);
  for (let year = lastYear; year >= Math.max(firstYear, EPOCH_YEAR); year -= 1) {
    for (const month of schedule.months.toReversed()) {
      const found = toOpenings(schedule, year, month).findLast((opens) => opens <= latest);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Ascending. */
function toOpenings(times: CronTimes, year: number, month: number): readonly number[] {
  const beforeTheFirst = Date.UTC(year, month - 1, 0);
  const openings: number[] = [];
  for (const day of findDaysOfMonth(times.days, year, month)) {
    for (const hour of times.hours) openings.push(beforeTheFirst + day * DAY_MS + hour * HOUR_MS);
  }
  return openings;
}
