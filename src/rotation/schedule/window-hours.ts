// How long a window stays open (API reference, RotationRulesType, Duration): whole hours. It must not run into the next window, nor,
// where windows open at most once a day, into the next UTC day.
import { toInvalid } from './invalid-expression.ts';

const FIELD = 'window';
const DAY_HOURS = 24;

interface Bounds {
  readonly unit: 'hours' | 'days';
  /** Between the openings of two windows, at the least. */
  readonly gapHours: number;
  /** When windows open, where the unit is days. */
  readonly startHour: number;
}

export function parseWindowHours(window: string | undefined, bounds: Bounds): number {
  const { unit, gapHours, startHour } = bounds;
  const untilMidnight = DAY_HOURS - startHour;
  if (window === undefined) return unit === 'hours' ? 1 : untilMidnight;
  const hours = /^\d{1,2}h$/.test(window) ? Number(window.slice(0, -1)) : 0;
  if (hours < 1 || hours > DAY_HOURS) {
    throw toInvalid(FIELD, 'whole hours from 1h to 24h', window);
  }
  if (unit === 'days' && hours > untilMidnight) {
    throw toInvalid(
      FIELD,
      `at most ${String(untilMidnight)}h, for it opens at ${String(startHour)}:00 and must end with the UTC day`,
      window,
    );
  }
  if (unit === 'hours' && hours > gapHours) {
    throw toInvalid(FIELD, `at most ${String(gapHours)}h, for then the next one opens`, window);
  }
  return hours;
}
