// rate(), cron() and at(), and when they fall due. EventBridge rules and EventBridge Scheduler share the grammar
// but not the strictness: a rule wants `rate(1 minute)` and no at(); Scheduler takes either number of the unit.
import { type Cron, findCron, findNextWallTime } from './cron.ts';
import type { TimeZone } from './time-zone.ts';

export type ScheduleExpression =
  | { readonly kind: 'rate'; readonly periodMs: number }
  | { readonly kind: 'cron'; readonly cron: Cron }
  | { readonly kind: 'at'; readonly wallTime: number };

const UNIT_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** As Scheduler reads it; undefined where it would refuse. */
export function findScheduleExpression(text: string): ScheduleExpression | undefined {
  const rate = /^rate\((\d{1,9}) +(minute|hour|day)s?\)$/.exec(text);
  if (rate !== null) return toRate(rate[1], rate[2]);
  const at = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(text);
  if (at !== null) return findAt(at[1] ?? '');
  return findCronExpression(text);
}

/** As PutRule reads it: no at(), and the unit in the number that the value needs. */
export function findRuleScheduleExpression(text: string): ScheduleExpression | undefined {
  const rate = /^rate\((\d{1,9}) (minutes?|hours?|days?)\)$/.exec(text);
  if (rate === null) return findCronExpression(text);
  const [, value = '', unit = ''] = rate;
  if ((Number(value) === 1) === unit.endsWith('s')) return undefined;
  return toRate(value, unit.replace(/s$/, ''));
}

export interface Span {
  /** Occurrences lie strictly after this instant. */
  readonly after: number;
  /** For rate(): when the first period begins, itself the first occurrence. */
  readonly anchor: number;
  readonly zone: TimeZone;
}

/** The next instant, or undefined where none is left. Wall times that the clocks jump over are left out; those that come twice count once. */
export function findNextOccurrence(
  expression: ScheduleExpression,
  { after, anchor, zone }: Span,
): number | undefined {
  switch (expression.kind) {
    case 'rate': {
      if (after < anchor) return anchor;
      const periods = Math.floor((after - anchor) / expression.periodMs) + 1;
      return anchor + periods * expression.periodMs;
    }
    case 'at': {
      const instant = zone.findInstant(expression.wallTime);
      return instant !== undefined && instant > after ? instant : undefined;
    }
    case 'cron':
      return findNextOfCron(expression.cron, after, zone);
  }
}

function findNextOfCron(cron: Cron, after: number, zone: TimeZone): number | undefined {
  let wallTime = findNextWallTime(cron, zone.toWallTime(after));
  while (wallTime !== undefined) {
    const instant = zone.findInstant(wallTime);
    if (instant !== undefined && instant > after) return instant;
    wallTime = findNextWallTime(cron, wallTime);
  }
  return undefined;
}

function toRate(
  value: string | undefined,
  unit: string | undefined,
): ScheduleExpression | undefined {
  const periodMs = Number(value) * (UNIT_MS[unit ?? ''] ?? 0);
  return periodMs > 0 ? { kind: 'rate', periodMs } : undefined;
}

function findAt(text: string): ScheduleExpression | undefined {
  const wallTime = Date.parse(`${text}Z`);
  // Date.parse turns 30 February into 2 March; AWS refuses it.
  if (Number.isNaN(wallTime) || !new Date(wallTime).toISOString().startsWith(text))
    return undefined;
  return { kind: 'at', wallTime };
}

function findCronExpression(text: string): ScheduleExpression | undefined {
  const fields = /^cron\((\S.*\S)\)$/.exec(text)?.[1];
  const cron = fields === undefined ? undefined : findCron(fields);
  return cron === undefined ? undefined : { kind: 'cron', cron };
}
