// The grammar of Secrets Manager's rotation schedules, with every restriction that its guide names (User Guide, "Schedule
// expressions in Secrets Manager rotation"; API reference, RotationRulesType). All times are UTC.
import { toInvalid } from './invalid-expression.ts';
import { parseCronTimes } from './parse-cron.ts';
import { parseRateHours } from './parse-rate.ts';
import type { Schedule } from './schedule.ts';
import { findShortestGap, GAP_HOURS_MIN } from './shortest-gap.ts';
import { parseWindowHours } from './window-hours.ts';

const LENGTH_MAX = 256;

/**
 * @param window such as `3h`; without it 1 h for schedules in hours, to the end of the UTC day for schedules in days
 * @throws RotationError InvalidConfiguration: the field, what is allowed there, what was found
 */
export function parseSchedule(expression: string, window?: string): Schedule {
  checkCharacters(expression);
  const [, kind, inner = ''] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return parseRate(expression, inner, window);
  if (kind === 'cron') return parseCron(expression, inner, window);
  throw toInvalid(
    'expression',
    'rate(Value Unit), such as rate(30 days), or cron(Minutes Hours Day-of-month Month Day-of-week Year), such as cron(0 8 1 * ? *)',
    expression,
  );
}

function checkCharacters(expression: string): void {
  if (expression.length === 0 || expression.length > LENGTH_MAX) {
    const found = `${String(expression.length)} characters`;
    throw toInvalid('expression', `1 to ${String(LENGTH_MAX)} characters`, found);
  }
  const strange = /[^0-9A-Za-z()#?*\-/, ]/u.exec(expression)?.[0];
  if (strange === undefined) return;
  throw toInvalid('expression', 'letters, digits, spaces and ( ) # ? * - / ,', strange);
}

function parseRate(expression: string, inner: string, window: string | undefined): Schedule {
  const { unit, periodHours } = parseRateHours(inner);
  const windowHours = parseWindowHours(window, { unit, gapHours: periodHours, startHour: 0 });
  return { kind: 'rate', expression, unit, periodHours, windowHours };
}

function parseCron(expression: string, inner: string, window: string | undefined): Schedule {
  const times = parseCronTimes(inner);
  const gapHours = findShortestGap(times);
  if (gapHours < GAP_HOURS_MIN) {
    const opens = times.hours.map((hour) => `${String(hour)}:00`).join(', ');
    throw toInvalid(
      'Hours',
      `windows that open at least ${String(GAP_HOURS_MIN)} hours apart, also from one day to the next`,
      `windows at ${opens}, ${String(gapHours)} h apart`,
    );
  }
  const [startHour = 0] = times.hours;
  const unit = times.hours.length > 1 ? 'hours' : 'days';
  const windowHours = parseWindowHours(window, { unit, gapHours, startHour });
  return { kind: 'cron', expression, unit, ...times, windowHours };
}
