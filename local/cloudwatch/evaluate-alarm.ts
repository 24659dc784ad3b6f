// The decision of an alarm: which datapoints count, how missing ones are treated, and what AWS says of it.
// Pure (CloudWatch user guide, "Alarm evaluation" and "Configuring how alarms treat missing data").
import type { AlarmSettings, AlarmState } from './alarms.ts';

export interface Point {
  readonly time: number;
  readonly value: number;
}

export interface Verdict {
  readonly state: AlarmState;
  readonly reason: string;
}

/** Periods that are looked at beside the evaluation periods, so that one late datapoint does not look missing. */
export const PERIODS_MORE = 2;

/**
 * @param points of the evaluation range, the oldest first
 * @returns undefined where the alarm stays as it is
 */
export function evaluateAlarm(
  settings: AlarmSettings,
  points: readonly Point[],
  current: AlarmState,
): Verdict | undefined {
  const { EvaluationPeriods: periods = 1, TreatMissingData = 'missing' } = settings;
  const needed = settings.DatapointsToAlarm ?? periods;
  const counted = points.slice(-periods);
  const missing = periods - counted.length;
  const breaching = counted.filter(({ value }) => isBreaching(settings, value));
  if (counted.length === 0) return toMissing(TreatMissingData, periods, current);
  const treatedAsBreaching = TreatMissingData === 'breaching' ? missing : 0;
  if (breaching.length + treatedAsBreaching >= needed) {
    return {
      state: 'ALARM',
      reason: toReason(settings, breaching, needed, periods, 'OK -> ALARM'),
    };
  }
  if (missing > 0 && TreatMissingData === 'ignore') return undefined;
  const within = counted.filter(({ value }) => !isBreaching(settings, value));
  const least = periods - needed + 1;
  if (within.length === 0 && TreatMissingData === 'missing') return undefined;
  return { state: 'OK', reason: toReason(settings, within, least, periods, 'ALARM -> OK', 'not ') };
}

function toMissing(treat: string, periods: number, current: AlarmState): Verdict | undefined {
  const count = `${String(periods)} ${periods === 1 ? 'period' : 'periods'}`;
  const were = `${String(periods)} missing ${periods === 1 ? 'datapoint was' : 'datapoints were'}`;
  const reason = `Threshold Crossed: no datapoints were received for ${count} and ${were} treated as`;
  if (treat === 'breaching') return { state: 'ALARM', reason: `${reason} [Breaching].` };
  if (treat === 'notBreaching') return { state: 'OK', reason: `${reason} [NonBreaching].` };
  if (treat === 'ignore' && current !== 'INSUFFICIENT_DATA') return undefined;
  const unknown = periods === 1 ? 'datapoint was' : 'datapoints were';
  const state = 'INSUFFICIENT_DATA';
  return { state, reason: `Insufficient Data: ${String(periods)} ${unknown} unknown.` };
}

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

const WORDS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

function isBreaching(
  { ComparisonOperator: operator, Threshold = 0 }: AlarmSettings,
  value: number,
) {
  return COMPARISONS[operator ?? '']?.(value, Threshold) === true;
}

function toReason(
  { ComparisonOperator: operator, Threshold = 0 }: AlarmSettings,
  points: readonly Point[],
  least: number,
  periods: number,
  transition: string,
  not = '',
): string {
  const listed = points.map(({ time, value }) => `${toDecimal(value)} (${toShortTime(time)})`);
  const were = points.length === 1 ? 'was' : 'were';
  const datapoints = (count: number): string => (count === 1 ? 'datapoint' : 'datapoints');
  return (
    `Threshold Crossed: ${String(points.length)} out of the last ${String(periods)} datapoints ` +
    `[${listed.join(', ')}] ${were} ${not}${WORDS[operator ?? ''] ?? ''} the threshold ` +
    `(${toDecimal(Threshold)}) (minimum ${String(least)} ${datapoints(least)} for ${transition} transition).`
  );
}

function toDecimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** 21/11/26 21:31:00 */
function toShortTime(time: number): string {
  const [year = '', month = '', day = ''] = new Date(time).toISOString().slice(0, 10).split('-');
  return `${day}/${month}/${year.slice(2)} ${new Date(time).toISOString().slice(11, 19)}`;
}
