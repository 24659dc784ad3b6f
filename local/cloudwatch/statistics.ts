// Statistics of buckets over periods (CloudWatch user guide, "Statistics definitions").
import { invalidValue } from './errors.ts';
import { type Bucket, mergeBuckets } from './metrics.ts';

/** A statistic, or a percentile such as `p99.9`. */
export type Statistic = (bucket: Bucket) => number | undefined;

const PLAIN: Readonly<Record<string, Statistic>> = {
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
  SampleCount: ({ count }) => count,
};

/** @throws ServiceError InvalidParameterValueException */
export function parseStatistic(name: string | undefined): Statistic {
  const plain = PLAIN[name ?? ''];
  if (plain !== undefined) return plain;
  const percentile = Number(/^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(name ?? '')?.[1] ?? Number.NaN);
  if (percentile >= 0 && percentile <= 100) return (bucket) => toPercentile(bucket, percentile);
  throw invalidValue(`The value ${name ?? ''} for parameter Stat is not supported.`);
}

/** Buckets joined by period, each period beginning at a multiple of its length after `from`. */
export function joinByPeriod(
  buckets: readonly Bucket[],
  from: number,
  periodMs: number,
): readonly Bucket[] {
  const joined = new Map<number, Bucket>();
  for (const bucket of buckets) {
    const time = from + Math.floor((bucket.time - from) / periodMs) * periodMs;
    const found = joined.get(time);
    joined.set(time, found === undefined ? { ...bucket, time } : mergeBuckets(found, bucket));
  }
  return [...joined.values()].sort((a, b) => a.time - b.time);
}

function toPercentile({ values, min, max, count }: Bucket, percentile: number): number | undefined {
  // AWS gives percentiles of a summary only where it holds one value or all are alike.
  if (values === undefined) return count === 1 || min === max ? min : undefined;
  const sorted = Object.entries(values)
    .map(([value, times]) => ({ value: Number(value), times }))
    .sort((a, b) => a.value - b.value);
  let left = (percentile / 100) * count;
  for (const { value, times } of sorted) {
    left -= times;
    if (left <= 0) return value;
  }
  return max;
}
