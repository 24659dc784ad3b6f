// How long a rotation window stays open: 1 h for schedules in hours, to the end of the UTC day for schedules in days, or Duration. It runs
// neither into the next window nor, where windows open at most once a day, into the next UTC day.
import { type Cron, findNextWallTime } from '../../cron.ts';
import { invalidParameter } from '../errors.ts';

/** Secrets Manager rotates a secret every four hours at most. */
export const GAP_HOURS_MIN = 4;

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
/** Of windows, looked at for the shortest gap: weeks of schedules with several a day, decades of such days once a year. */
const SAMPLE = 200;
const SAMPLE_FROM = Date.UTC(2001, 0, 1) - 1;

interface Bounds {
  readonly unit: 'hours' | 'days';
  /** Between the openings of two windows, at the least. */
  readonly gapHours: number;
  readonly startHour: number;
}

/** @throws ServiceError InvalidParameterException; its words are not recorded */
export function checkWindowHours(duration: string | undefined, bounds: Bounds): number {
  const { unit, gapHours, startHour } = bounds;
  const untilMidnight = DAY_HOURS - startHour;
  if (duration === undefined) return unit === 'hours' ? 1 : untilMidnight;
  const hours = Number(duration.slice(0, -1));
  const hoursMax = unit === 'days' ? untilMidnight : Math.min(gapHours, DAY_HOURS);
  if (hours >= 1 && hours <= hoursMax) return hours;
  throw invalidParameter(
    `Invalid rotation window: ${duration}. It must be from 1h to ${String(hoursMax)}h, so that it does not extend into the next UTC day or the next rotation window.`,
  );
}

/** Hours between two windows, also over midnight: hours 2/10 open at 2, 12 and 22, and 4 hours later again. */
export function findShortestGap(cron: Cron): number {
  if (cron.hours.length === 1) return DAY_HOURS;
  let shortestMs = Number.POSITIVE_INFINITY;
  let before = findNextWallTime(cron, SAMPLE_FROM);
  for (let count = 1; count < SAMPLE && before !== undefined; count += 1) {
    const next = findNextWallTime(cron, before);
    if (next !== undefined) shortestMs = Math.min(shortestMs, next - before);
    before = next;
  }
  return shortestMs / HOUR_MS;
}
