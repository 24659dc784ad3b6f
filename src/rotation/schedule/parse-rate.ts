// What stands in rate(Value Unit): a positive whole number, and hour, hours, day or days; every 4 hours at most, every 999 days at
// least (User Guide; the API reference counts to 1000 for AutomaticallyAfterDays only).
import { toInvalid } from './invalid-expression.ts';
import { GAP_HOURS_MIN } from './shortest-gap.ts';

const DAYS_MAX = 999;

export function parseRateHours(inner: string): {
  readonly unit: 'hours' | 'days';
  readonly periodHours: number;
} {
  const [value = '', name = '', ...rest] = inner.trim().split(/ +/);
  if (name === '' || rest.length > 0) {
    throw toInvalid('rate()', 'a value and a unit with a space between, such as 30 days', inner);
  }
  if (!/^\d+$/.test(value) || Number(value) === 0) {
    throw toInvalid('rate() Value', 'a positive whole number', value);
  }
  const unit = parseUnit(name);
  const periodHours = Number(value) * (unit === 'hours' ? 1 : 24);
  if (periodHours < GAP_HOURS_MIN) {
    throw toInvalid('rate() Value', `at least ${String(GAP_HOURS_MIN)} hours`, inner);
  }
  if (periodHours > DAYS_MAX * 24) {
    throw toInvalid('rate() Value', `at most ${String(DAYS_MAX)} days`, inner);
  }
  return { unit, periodHours };
}

function parseUnit(name: string): 'hours' | 'days' {
  if (/^hours?$/.test(name)) return 'hours';
  if (/^days?$/.test(name)) return 'days';
  throw toInvalid('rate() Unit', 'hour, hours, day or days', name);
}
