// Arithmetic of windows and grace periods: Secrets Manager's windows are whole hours; a run by hand may be shorter.
import { RotationError } from './errors.ts';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

export const WINDOW_SECONDS_MAX = 24 * 3600;
const GRACE_SECONDS_MAX = 30 * 86_400;

/** A schedule's window, by tag or by the schedule itself: 1h to 24h, as in Secrets Manager. */
export function parseHoursWindow(text: string, where: string): number {
  const seconds = /^\d{1,3}h$/.test(text) ? toSeconds(text) : undefined;
  if (seconds !== undefined && seconds >= 3600 && seconds <= WINDOW_SECONDS_MAX) return seconds;
  throw invalid(where, 'whole hours from 1h to 24h', text);
}

/** A window by hand: seconds, minutes or hours, such as 90s, 10m or 3h. */
export function parseHandWindow(text: string, where: string): number {
  const seconds = /^\d{1,6}[smh]$/.test(text) ? toSeconds(text) : undefined;
  if (seconds !== undefined && seconds >= 1 && seconds <= WINDOW_SECONDS_MAX) return seconds;
  throw invalid(where, 'a window such as 90s, 10m or 3h, from 1s to 24h', text);
}

/** 0s is none: the old credential is retired at once. */
export function parseGrace(text: string, where: string): number {
  const seconds = /^\d{1,7}[smhd]$/.test(text) ? toSeconds(text) : undefined;
  if (seconds !== undefined && seconds <= GRACE_SECONDS_MAX) return seconds;
  throw invalid(where, 'a grace period such as 0s, 10m, 3h or 7d, at most 30d', text);
}

/**
 * The window's ends. A scheduled window starts when its schedule fired, however late the run started;
 * a run by hand starts its own.
 */
export function toWindow(times: {
  readonly startedAt: number;
  readonly scheduledTime?: number | undefined;
  readonly seconds: number;
}): { readonly opensAt: number; readonly closesAt: number } {
  const opensAt = times.scheduledTime ?? times.startedAt;
  return { opensAt, closesAt: opensAt + times.seconds * 1000 };
}

function toSeconds(text: string): number {
  const unit = text.slice(-1) as keyof typeof SECONDS;
  return Number(text.slice(0, -1)) * SECONDS[unit];
}

function invalid(where: string, expected: string, found: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `${where}: expected ${expected}, found "${found}".`,
  );
}
