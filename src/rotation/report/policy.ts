// What a schedule promises of a credential's age. A rotation may come early in one window and late in the next, so the age that is
// allowed is the longest way from one window's opening to the next one's close.
import type { Schedule } from '../schedule/schedule.ts';
import { listWindows } from '../schedule/windows.ts';

export interface Policy {
  readonly expression: string;
  readonly windowHours: number;
  readonly enabled: boolean;
  readonly allowedMs: number;
}

const HOUR_MS = 3_600_000;
/** Long enough for each distance that a yearly cron() can have; the rarest ones are looked at for three windows. */
const LOOK_AHEAD_MS = 800 * 24 * HOUR_MS;
const WINDOWS_MIN = 3;

export type ToPolicy = (schedule: Schedule, enabled: boolean) => Policy;

/**
 * Many secrets share few schedules, so each is looked at once.
 * @param from any instant: the windows after it are looked at
 */
export function createPolicies(from: number): ToPolicy {
  const longest = new Map<string, number>();
  return (schedule, enabled) => {
    const { expression, windowHours } = schedule;
    const gap = longest.get(expression) ?? findLongestGap(schedule, from);
    longest.set(expression, gap);
    return { expression, windowHours, enabled, allowedMs: gap + windowHours * HOUR_MS };
  };
}

function findLongestGap(schedule: Schedule, from: number): number {
  if (schedule.kind === 'rate') return schedule.periodHours * HOUR_MS;
  let longest = 0;
  let before: number | undefined;
  let seen = 0;
  for (const { opensAt } of listWindows(schedule, { from })) {
    if (before !== undefined) longest = Math.max(longest, opensAt - before);
    before = opensAt;
    seen += 1;
    if (opensAt - from > LOOK_AHEAD_MS && seen >= WINDOWS_MIN) break;
  }
  return longest;
}
