// Queries for series: a metric's statistic by period, or metric math over the others
// (CloudWatch API reference, MetricDataQuery).
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { parseDimensions } from './datum.ts';
import { createCloudWatchError } from './errors.ts';
import { evaluateMath, type Series } from './metric-math.ts';
import type { Metric, MetricsStore } from './metrics.ts';
import { joinByPeriod, parseStatistic } from './statistics.ts';

export interface Range {
  readonly region: string;
  /** Inclusive and exclusive, milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** Each query's series, by its id. @throws ServiceError */
export function runQueries(
  metrics: MetricsStore,
  queries: readonly MetricDataQuery[],
  range: Range,
): ReadonlyMap<string, Series> {
  checkQueries(queries);
  const found = new Map<string, Series>();
  const plain = queries.filter(({ MetricStat }) => MetricStat !== undefined);
  for (const query of plain) found.set(query.Id ?? '', readSeries(metrics, query, range));
  const times = listTimes(findPeriodMs(queries), range);
  const input = { find: (id: string) => found.get(id), metrics: [...found.values()], times };
  // An expression may rest on another, in whatever order they come.
  let left = queries.filter(({ Expression }) => Expression !== undefined);
  while (left.length > 0) {
    const ready = left.filter(({ Expression = '' }) =>
      left.every(({ Id = '' }) => !new RegExp(`\\b${Id}\\b`).test(Expression)),
    );
    if (ready.length === 0) throw invalidQuery('The expressions refer to each other in a circle.');
    for (const { Id = '', Expression = '' } of ready)
      found.set(Id, evaluateMath(Expression, input));
    left = left.filter((query) => !ready.includes(query));
  }
  return found;
}

export function findPeriodMs(queries: readonly MetricDataQuery[]): number {
  const periods = queries.map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 0);
  return Math.max(...periods, 1) * 1000;
}

/** The metrics that the queries read. */
export function listMetrics(queries: readonly MetricDataQuery[]): readonly Metric[] {
  return queries.flatMap(({ MetricStat }) => {
    if (MetricStat?.Metric === undefined) return [];
    const { Namespace = '', MetricName = '', Dimensions } = MetricStat.Metric;
    const dimensions = parseDimensions(Dimensions, 'MetricStat.Metric');
    return [{ namespace: Namespace, name: MetricName, dimensions }];
  });
}

function readSeries(
  metrics: MetricsStore,
  query: MetricDataQuery,
  { region, from, to }: Range,
): Series {
  const [metric] = listMetrics([query]);
  const statistic = parseStatistic(query.MetricStat?.Stat);
  if (metric === undefined) return new Map();
  const unit = query.MetricStat?.Unit;
  const buckets = metrics
    .buckets(region, metric, from, to)
    .filter((bucket) => unit === undefined || bucket.unit === unit);
  return new Map(
    joinByPeriod(buckets, from, findPeriodMs([query])).flatMap((bucket) => {
      const value = statistic(bucket);
      return value === undefined ? [] : [[bucket.time, value] as const];
    }),
  );
}

function listTimes(periodMs: number, { from, to }: Range): readonly number[] {
  const count = Math.max(0, Math.ceil((to - from) / periodMs));
  if (count > TIMES_MAX) throw invalidQuery('The request asks for too many datapoints.');
  return Array.from({ length: count }, (_, index) => from + index * periodMs);
}

const TIMES_MAX = 100_800;
const QUERIES_MAX = 500;

function checkQueries(queries: readonly MetricDataQuery[]): void {
  if (queries.length > QUERIES_MAX) throw invalidQuery('The request has more than 500 queries.');
  const ids = new Set<string>();
  for (const { Id = '', MetricStat, Expression } of queries) {
    if (!/^[a-z][a-zA-Z0-9_]*$/.test(Id)) {
      throw invalidQuery(
        `The value ${Id} for parameter MetricDataQueries.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
      );
    }
    if (ids.has(Id))
      throw invalidQuery(
        `The values for parameter id in MetricDataQueries are not unique. Duplicate Id: ${Id}`,
      );
    ids.add(Id);
    if ((MetricStat === undefined) === (Expression === undefined)) {
      throw invalidQuery(
        'Exactly one of the parameters MetricStat and Expression must be specified.',
      );
    }
  }
}

function invalidQuery(message: string) {
  return createCloudWatchError('ValidationException', message);
}
