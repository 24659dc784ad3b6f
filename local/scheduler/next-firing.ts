// When a schedule falls due next. Everything here is arithmetic on what the schedule says.
import { toFraction } from '../backoff.ts';
import type { Random } from '../random.ts';
import { findNextOccurrence, findScheduleExpression } from '../schedule-expression.ts';
import { findTimeZone } from '../time-zone.ts';
import type { Firing, Schedule } from './store.ts';

/** AWS promises sixty seconds of precision, so what was due within the last sixty still happens. */
const LATE_MS_MAX = 60_000;

type Timing = Pick<
  Schedule,
  'expression' | 'timezone' | 'startMs' | 'endMs' | 'windowMinutes' | 'anchorMs' | 'state'
>;

/** The first firing of a schedule that has just been created, changed or switched on. */
export function findFirstFiring(schedule: Timing, now: number, random: Random): Firing | undefined {
  return findNextFiring(schedule, toFirstAfter(schedule, now), random);
}

/** The firing of the first occurrence strictly after `after`. */
export function findNextFiring(
  schedule: Timing,
  after: number,
  random: Random,
): Firing | undefined {
  const expression = findScheduleExpression(schedule.expression);
  const zone = findTimeZone(schedule.timezone);
  if (expression === undefined || zone === undefined || schedule.state === 'DISABLED') {
    return undefined;
  }
  const isOnce = expression.kind === 'at'; // StartDate and EndDate mean nothing to a one-time schedule
  const from = isOnce ? after : Math.max(after, (schedule.startMs ?? 0) - 1);
  const occurrenceMs = findNextOccurrence(expression, {
    after: from,
    anchor: schedule.anchorMs,
    zone,
  });
  if (occurrenceMs === undefined) return undefined;
  if (!isOnce && schedule.endMs !== undefined && occurrenceMs > schedule.endMs) return undefined;
  const windowMs = schedule.windowMinutes * 60_000;
  return { occurrenceMs, dueMs: occurrenceMs + Math.floor(toFraction(random) * windowMs) };
}

function toFirstAfter(schedule: Timing, now: number): number {
  if (schedule.expression.startsWith('cron(')) return now;
  if (schedule.expression.startsWith('at(')) return now - LATE_MS_MAX;
  // A rate begins at its anchor: at the creation, or at StartDate.
  return Math.max(schedule.anchorMs - 1, now - LATE_MS_MAX);
}
