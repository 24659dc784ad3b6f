// A datum as it is put: what AWS refuses of it, and the bucket that it becomes
// (CloudWatch API reference, PutMetricData and MetricDatum).
import type { MetricDatum, Dimension as WireDimension } from '@aws-sdk/client-cloudwatch';
import { createCloudWatchError, invalidValue } from './errors.ts';
import { type Bucket, createCounts, type Dimension } from './metrics.ts';

const DIMENSIONS_MAX = 30;
const VALUES_MAX = 150;
const PAST_MS_MAX = 14 * 86_400_000;
const FUTURE_MS_MAX = 2 * 3_600_000;
const MINUTE_MS = 60_000;

/** @throws ServiceError in AWS's words, `MetricData.member.<number>` telling which */
export function parseDatum(datum: MetricDatum, number: number, now: number): Bucket {
  const path = `MetricData.member.${String(number)}`;
  if ((datum.MetricName ?? '') === '') {
    throw createCloudWatchError(
      'MissingRequiredParameterException',
      `The parameter ${path}.MetricName is required.`,
    );
  }
  const putAt = datum.Timestamp?.getTime() ?? now;
  if (putAt > now + FUTURE_MS_MAX) {
    throw invalidValue(
      `The parameter ${path}.Timestamp must specify a time no more than two hours in the future.`,
    );
  }
  if (putAt < now - PAST_MS_MAX) {
    throw invalidValue(
      `The parameter ${path}.Timestamp must specify a time no more than two weeks in the past.`,
    );
  }
  const resolutionMs = datum.StorageResolution === 1 ? 1000 : MINUTE_MS;
  const time = Math.floor(putAt / resolutionMs) * resolutionMs;
  return { time, unit: datum.Unit ?? 'None', ...summarize(datum, path) };
}

/** In the order of names, so that the order in which they were given does not matter. */
export function parseDimensions(
  given: readonly WireDimension[] | undefined,
  path: string,
): readonly Dimension[] {
  const dimensions = (given ?? []).map(({ Name = '', Value = '' }) => ({
    name: Name,
    value: Value,
  }));
  if (dimensions.length > DIMENSIONS_MAX) {
    const message = `The collection ${path}.Dimensions must not have a size greater than ${String(DIMENSIONS_MAX)}.`;
    throw invalidValue(message);
  }
  if (dimensions.some(({ name, value }) => name === '' || value === '')) {
    throw invalidValue(`The parameter ${path}.Dimensions must have names and values.`);
  }
  return dimensions.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function summarize(datum: MetricDatum, path: string): Omit<Bucket, 'time' | 'unit'> {
  const { Value, Values, Counts, StatisticValues: summary } = datum;
  if (summary !== undefined) {
    const { Sum = 0, SampleCount = 0, Minimum = 0, Maximum = 0 } = summary;
    checkNumbers([Sum, SampleCount, Minimum, Maximum], path);
    return { sum: Sum, count: SampleCount, min: Minimum, max: Maximum };
  }
  const values = Values ?? (Value === undefined ? [] : [Value]);
  if (values.length === 0) {
    throw createCloudWatchError(
      'MissingRequiredParameterException',
      `At least one of the parameters ${path}.StatisticValues, ${path}.Value, or ${path}.Values must be specified.`,
    );
  }
  const counts = Counts ?? values.map(() => 1);
  if (values.length > VALUES_MAX || counts.length !== values.length) {
    throw invalidValue(
      `The parameters ${path}.Values and ${path}.Counts must be of the same size, at most ${String(VALUES_MAX)}.`,
    );
  }
  checkNumbers([...values, ...counts], path);
  const byValue = createCounts();
  let sum = 0;
  let count = 0;
  for (const [index, value] of values.entries()) {
    const times = counts[index] ?? 1;
    byValue[value] = (byValue[value] ?? 0) + times;
    sum += value * times;
    count += times;
  }
  return { sum, count, min: Math.min(...values), max: Math.max(...values), values: byValue };
}

function checkNumbers(numbers: readonly number[], path: string): void {
  if (numbers.every(Number.isFinite)) return;
  throw invalidValue(`The value NaN for parameter ${path}.Value is invalid.`);
}
