// Metrics as they are kept: for each name and set of dimensions the datapoints of a minute (or of a second, where
// that was asked for) are one bucket, for as long as CloudWatch keeps minutes (CloudWatch user guide, "Metrics concepts").
import type { Store } from '../store.ts';

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  /** In the order of their names. */
  readonly dimensions: readonly Dimension[];
}

export interface Dimension {
  readonly name: string;
  readonly value: string;
}

export interface MetricRecord extends Metric {
  /** Milliseconds since the epoch. */
  readonly lastPutAt: number;
  readonly prunedAt: number;
}

export interface Bucket {
  /** Where it begins, milliseconds since the epoch. */
  readonly time: number;
  readonly unit: string;
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** How often each value came, for percentiles; left out where there were too many or only a summary. */
  readonly values?: Readonly<Record<string, number>>;
}

export interface MetricsStore {
  put(region: string, metric: Metric, bucket: Bucket, now: number): void;
  list(region: string): readonly MetricRecord[];
  /** Of [from, to), in the order of time. */
  buckets(region: string, metric: Metric, from: number, to: number): readonly Bucket[];
}

const KEPT_MS = 15 * 86_400_000;
const PRUNE_MS = 3_600_000;
const VALUES_MAX = 150;
const TIME_DIGITS = 15;

export function createMetricsStore(store: Store, metricsMax: number): MetricsStore {
  // Each datapoint writes both anew, and a bucket may hold 150 values: they are kept as they were put.
  const metrics = store.collection<MetricRecord>('cloudwatch/metrics', { write: JSON.stringify });
  const buckets = store.collection<Bucket>('cloudwatch/buckets', { write: JSON.stringify });

  const remove = (key: string): void => {
    metrics.delete(key);
    for (const entry of buckets.list({ prefix: `${key}@` })) buckets.delete(entry.key);
  };
  const makeRoom = (region: string): void => {
    const all = metrics.list({ prefix: `${region}/` });
    const [oldest] = [...all].sort((a, b) => a.document.lastPutAt - b.document.lastPutAt);
    if (all.length >= metricsMax && oldest !== undefined) remove(oldest.key);
  };

  return {
    put: (region, metric, bucket, now) => {
      const key = toMetricKey(region, metric);
      const old = metrics.get(key);
      if (old === undefined) makeRoom(region);
      const isDue = old !== undefined && now - old.prunedAt > PRUNE_MS;
      if (isDue) {
        const end = `${key}@${toDigits(now - KEPT_MS)}`;
        for (const entry of buckets.list({ prefix: `${key}@`, before: end })) {
          buckets.delete(entry.key);
        }
      }
      metrics.put(key, {
        ...metric,
        lastPutAt: now,
        prunedAt: isDue ? now : (old?.prunedAt ?? now),
      });
      const bucketKey = `${key}@${toDigits(bucket.time)}:${bucket.unit}`;
      const found = buckets.get(bucketKey);
      buckets.put(bucketKey, found === undefined ? bucket : mergeBuckets(found, bucket));
    },
    list: (region) => metrics.list({ prefix: `${region}/` }).map(({ document }) => document),
    buckets: (region, metric, from, to) => {
      const prefix = `${toMetricKey(region, metric)}@`;
      const after = prefix + toDigits(from);
      const before = prefix + toDigits(to);
      return buckets.list({ prefix, after, before }).map(({ document }) => document);
    },
  };
}

/** Names and dimensions may contain any character, so they are quoted. */
export function toMetricKey(region: string, { namespace, name, dimensions }: Metric): string {
  const pairs = dimensions.map(({ name: key, value }) => [key, value]);
  return `${region}/${JSON.stringify([namespace, name, pairs])}`;
}

export function mergeBuckets(a: Bucket, b: Bucket): Bucket {
  const { values: _, ...rest } = a;
  const values = mergeValues(a.values, b.values);
  return {
    ...rest,
    sum: a.sum + b.sum,
    count: a.count + b.count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    ...(values === undefined ? {} : { values }),
  };
}

/** By value. Without a prototype V8 keeps it as a table: else each new duration would be a new shape of object, kept for good. */
export function createCounts(): Record<string, number> {
  return Object.create(null) as Record<string, number>;
}

function mergeValues(a: Bucket['values'], b: Bucket['values']): Bucket['values'] {
  if (a === undefined || b === undefined) return undefined;
  const merged = Object.assign(createCounts(), a);
  for (const [value, count] of Object.entries(b)) merged[value] = (merged[value] ?? 0) + count;
  return Object.keys(merged).length > VALUES_MAX ? undefined : merged;
}

function toDigits(time: number): string {
  return String(Math.max(0, time)).padStart(TIME_DIGITS, '0');
}
