// The period of a report, as people say it: 90d, 2026-01-01 or 2026-01-01T08:00:00Z. Days are UTC days.
import { RotationError } from '../errors.ts';

export interface Period {
  /** Milliseconds since the epoch, inclusive. */
  readonly since: number;
  /** Exclusive. */
  readonly until: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const UNIT_MS: Readonly<Record<string, number>> = { h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };

/**
 * @param until a day is meant with all its hours; without it, now
 * @throws RotationError InvalidConfiguration
 */
export function parsePeriod(
  { since, until }: { readonly since: string; readonly until?: string },
  now: number,
): Period {
  const from = parseInstant(since, '--since', now);
  const to = until === undefined ? now : endOf(until, parseInstant(until, '--until', now));
  if (from > now) throw invalid('--since', 'a time that has passed', since);
  if (to <= from) throw invalid('--until', `a time after --since ${since}`, until ?? 'now');
  return { since: from, until: Math.min(to, now) };
}

function parseInstant(text: string, option: string, now: number): number {
  const [, count, unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (UNIT_MS[unit] ?? 0);
  const time = isDay(text) || isTime(text) ? Date.parse(text) : Number.NaN;
  // A day that the month does not have is read as one of the next month by some engines.
  const isReal = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 10));
  if (isReal) return time;
  throw invalid(option, 'such as 90d, 12w, 2026-01-01 or 2026-01-01T08:00:00Z', text);
}

function endOf(text: string, time: number): number {
  return isDay(text) ? time + DAY_MS : time;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

/** UTC only: windows and evidence are in UTC. */
function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/.test(text);
}

function invalid(option: string, expected: string, found: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `${option}: expected ${expected}, found "${found}".`,
  );
}
