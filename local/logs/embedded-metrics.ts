// Metrics inside log events, as Lambda's libraries print them
// (CloudWatch user guide, "Specification: embedded metric format").
import type { StoredEvent } from './store.ts';

export interface MetricPut {
  readonly Namespace: string;
  readonly MetricData: readonly {
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
    readonly Timestamp: Date;
    readonly Values: readonly number[];
    readonly Unit?: string;
    readonly StorageResolution?: number;
  }[];
}

/** Events that do not follow the specification are logs and nothing else. */
export function findEmbeddedMetrics(event: StoredEvent): readonly MetricPut[] {
  if (!event.message.includes('"CloudWatchMetrics"')) return [];
  const record = parseRecord(event.message);
  const metadata = toRecord(record?.['_aws']);
  const directives = metadata?.['CloudWatchMetrics'];
  if (record === undefined || metadata === undefined || !Array.isArray(directives)) return [];
  const { Timestamp } = metadata;
  const time = new Date(typeof Timestamp === 'number' ? Timestamp : event.timestamp);
  return directives.flatMap((directive: unknown) => findDirective(record, directive, time));
}

function findDirective(
  record: Readonly<Record<string, unknown>>,
  directive: unknown,
  Timestamp: Date,
): MetricPut[] {
  const { Namespace, Dimensions, Metrics } = toRecord(directive) ?? {};
  if (typeof Namespace !== 'string' || !Array.isArray(Metrics)) return [];
  const dimensionSets: readonly unknown[] = Array.isArray(Dimensions) ? Dimensions : [[]];
  const data = Metrics.flatMap((metric: unknown) => {
    const { Name, Unit, StorageResolution } = toRecord(metric) ?? {};
    if (typeof Name !== 'string') return [];
    const found = record[Name];
    const Values = (Array.isArray(found) ? (found as unknown[]) : [found]).filter(
      (value): value is number => typeof value === 'number' && Number.isFinite(value),
    );
    if (Values.length === 0) return [];
    return dimensionSets.flatMap((set) => {
      const dimensions = findDimensions(record, set);
      if (dimensions === undefined) return [];
      return [
        {
          MetricName: Name,
          Dimensions: dimensions,
          Timestamp,
          Values,
          ...(typeof Unit === 'string' ? { Unit } : {}),
          ...(typeof StorageResolution === 'number' ? { StorageResolution } : {}),
        },
      ];
    });
  });
  return data.length === 0 ? [] : [{ Namespace, MetricData: data }];
}

function findDimensions(record: Readonly<Record<string, unknown>>, set: unknown) {
  if (!Array.isArray(set)) return undefined;
  const dimensions = set.map((name: unknown) => {
    const value = record[String(name)];
    const isValue = typeof value === 'string' || typeof value === 'number';
    return { Name: String(name), Value: isValue ? String(value) : '' };
  });
  return dimensions.some(({ Value }) => Value === '') ? undefined : dimensions;
}

function parseRecord(message: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return toRecord(JSON.parse(message));
  } catch {
    return undefined;
  }
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
