// What stands in rate(Value Unit): a positive whole number, and hour, hours, day or days; every 4 hours at most, every 999 days at
// least. The words of AWS's refusals are not recorded.
import { invalidParameter } from '../errors.ts';
import { GAP_HOURS_MIN } from './window-hours.ts';

const DAYS_MAX = 999;

/** @throws ServiceError InvalidParameterException */
export function parseRateHours(inner: string): {
  readonly unit: 'hours' | 'days';
  readonly periodHours: number;
} {
  const [, value = '', name = ''] = /^ *(\d{1,9}) +(hour|day)s? *$/u.exec(inner) ?? [];
  if (value === '' || Number(value) === 0) {
    throw invalidParameter(
      `Invalid rotation schedule: rate(${inner}). It takes a positive whole number and hour, hours, day or days.`,
    );
  }
  const unit = name === 'hour' ? 'hours' : 'days';
  const periodHours = Number(value) * (unit === 'hours' ? 1 : 24);
  if (periodHours < GAP_HOURS_MIN || periodHours > DAYS_MAX * 24) {
    throw invalidParameter(
      `Invalid rotation schedule: rate(${inner}). A secret rotates every ${String(GAP_HOURS_MIN)} hours at most, and every ${String(DAYS_MAX)} days at least.`,
    );
  }
  return { unit, periodHours };
}
