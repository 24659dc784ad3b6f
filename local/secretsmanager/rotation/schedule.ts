// When Secrets Manager rotates by itself: windows by RotationRules, all in UTC and on the hour.
// docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html; API reference, RotationRulesType.
import { type Cron, findNextWallTime } from '../../cron.ts';
import { bothSchedules, invalidParameter } from '../errors.ts';
import type { RotationRules } from '../secret-document.ts';
import { parseCron } from './parse-cron.ts';
import { parseRateHours } from './parse-rate.ts';
import { checkWindowHours, findShortestGap } from './window-hours.ts';

export type RotationSchedule = { readonly windowHours: number } & (
  | { readonly kind: 'days-after-rotation'; readonly days: number }
  | { readonly kind: 'rate'; readonly periodHours: number }
  | { readonly kind: 'cron'; readonly cron: Cron }
);

export interface RotationWindow {
  /** Milliseconds since the epoch. */
  readonly opensMs: number;
  readonly closesMs: number;
}

export interface WindowSearch {
  /** The window opens strictly after this. */
  readonly afterMs: number;
  /** When the rules were set: a rate() counts its periods from the midnight before. */
  readonly setMs: number;
  /** The last rotation, or value set by hand, from which AutomaticallyAfterDays counts. */
  readonly rotatedMs: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Undefined where the rules set no schedule.
 * @throws ServiceError InvalidParameterException
 */
export function parseRules(rules: RotationRules): RotationSchedule | undefined {
  const { AutomaticallyAfterDays: days, ScheduleExpression: expression, Duration } = rules;
  if (days !== undefined && expression !== undefined) throw bothSchedules();
  if (days !== undefined) {
    const bounds = { unit: 'days', gapHours: days * 24, startHour: 0 } as const;
    return { kind: 'days-after-rotation', days, windowHours: checkWindowHours(Duration, bounds) };
  }
  if (expression !== undefined) return parseExpression(expression, Duration);
  if (Duration === undefined) return undefined;
  throw invalidParameter('RotationRules.Duration needs a schedule beside it.');
}

/** The first window after `afterMs`; undefined where a cron() has none left. */
export function findNextWindow(
  schedule: RotationSchedule,
  search: WindowSearch,
): RotationWindow | undefined {
  const opensMs = findOpening(schedule, search);
  if (opensMs === undefined) return undefined;
  return { opensMs, closesMs: opensMs + schedule.windowHours * HOUR_MS };
}

/** What AutomaticallyAfterDays shows for it, at least one [R terraform-provider-aws#31915]. */
export function countDays(schedule: RotationSchedule, window: RotationWindow): number {
  switch (schedule.kind) {
    case 'days-after-rotation':
      return schedule.days;
    case 'rate':
      return Math.ceil(schedule.periodHours / 24);
    case 'cron': {
      const following = findNextWallTime(schedule.cron, window.opensMs) ?? window.opensMs;
      return Math.max(1, Math.ceil((following - window.opensMs) / DAY_MS));
    }
  }
}

function parseExpression(expression: string, duration: string | undefined): RotationSchedule {
  const [, kind, inner = ''] = /^(rate|cron)\((.*)\)$/u.exec(expression) ?? [];
  if (kind === 'rate') {
    const { periodHours, unit } = parseRateHours(inner);
    const bounds = { unit, gapHours: periodHours, startHour: 0 };
    return { kind, periodHours, windowHours: checkWindowHours(duration, bounds) };
  }
  if (kind !== 'cron') throw invalidParameter(`Invalid rotation schedule: ${expression}.`);
  const cron = parseCron(inner);
  const [startHour = 0] = cron.hours;
  const unit = cron.hours.length > 1 ? 'hours' : 'days';
  const bounds = { unit, gapHours: findShortestGap(cron), startHour } as const;
  return { kind, cron, windowHours: checkWindowHours(duration, bounds) };
}

function findOpening(
  schedule: RotationSchedule,
  { afterMs, setMs, rotatedMs }: WindowSearch,
): number | undefined {
  switch (schedule.kind) {
    case 'days-after-rotation': {
      const dueMs = toMidnight(rotatedMs) + schedule.days * DAY_MS;
      // Past due: a window each day until it succeeds.
      return dueMs > afterMs ? dueMs : toMidnight(afterMs) + DAY_MS;
    }
    case 'rate': {
      const anchorMs = toMidnight(setMs);
      const periodMs = schedule.periodHours * HOUR_MS;
      const periods = Math.max(1, Math.floor((afterMs - anchorMs) / periodMs) + 1);
      return anchorMs + periods * periodMs;
    }
    case 'cron':
      return findNextWallTime(schedule.cron, afterMs);
  }
}

function toMidnight(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS) * DAY_MS;
}
