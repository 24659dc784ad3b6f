// What CloudWatch Logs remembers: groups, streams, and batches of events as they came, one document for each
// PutLogEvents. Keys join their parts by `:`, which neither group nor stream names contain.
import type { Store } from '../store.ts';
import { groupNotFound, streamNotFound } from './errors.ts';

export interface LogGroup {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly retentionDays?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly kmsKeyId?: string;
  readonly storedBytes: number;
  readonly storedEvents: number;
  readonly filters: Readonly<Record<string, MetricFilter>>;
}

export interface MetricFilter {
  readonly createdAt: number;
  readonly pattern: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly metricValue: string;
  readonly defaultValue?: number;
  readonly unit?: string;
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  readonly firstEventAt?: number;
  readonly lastEventAt?: number;
  readonly lastIngestedAt?: number;
  /** Batches that were ever put: orders events of the same time. */
  readonly batches: number;
}

export interface StoredEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface Batch {
  readonly stream: string;
  readonly number: number;
  readonly ingestedAt: number;
  readonly events: readonly StoredEvent[];
}

/** A group by region and name. */
export interface GroupName {
  readonly region: string;
  readonly group: string;
}

export interface LogsStore {
  findGroup(name: GroupName): LogGroup | undefined;
  /** @throws ServiceError ResourceNotFoundException */
  loadGroup(name: GroupName): LogGroup;
  putGroup(name: GroupName, group: LogGroup): void;
  listGroups(region: string, prefix?: string): readonly LogGroup[];
  /** With its streams and events. */
  deleteGroup(name: GroupName): void;
  findStream(name: GroupName, stream: string): LogStream | undefined;
  /** @throws ServiceError ResourceNotFoundException */
  loadStream(name: GroupName, stream: string): LogStream;
  putStream(name: GroupName, stream: LogStream): void;
  listStreams(name: GroupName, prefix?: string): readonly LogStream[];
  /** With its events. */
  deleteStream(name: GroupName, stream: string): void;
  putBatch(name: GroupName, batch: Batch): void;
  deleteBatch(name: GroupName, batch: Batch): void;
  /** Of one stream, or of the whole group, in the order of streams and arrival. */
  listBatches(name: GroupName, stream?: string): readonly Batch[];
}

const NUMBER_DIGITS = 10;

export function createLogsStore(store: Store): LogsStore {
  const groups = store.collection<LogGroup>('logs/groups');
  const streams = store.collection<LogStream>('logs/streams');
  const batches = store.collection<Batch>('logs/batches');
  const toKey = ({ region, group }: GroupName): string => `${region}/${group}`;
  const toStreamKey = (name: GroupName, stream: string): string => `${toKey(name)}:${stream}`;
  const toBatchKey = (name: GroupName, { stream, number }: Batch): string =>
    `${toStreamKey(name, stream)}:${String(number).padStart(NUMBER_DIGITS, '0')}`;
  const find = (name: GroupName) => groups.get(toKey(name));

  return {
    findGroup: find,
    loadGroup: (name) => {
      const group = find(name);
      if (group === undefined) throw groupNotFound();
      return group;
    },
    putGroup: (name, group) => groups.put(toKey(name), group),
    listGroups: (region, prefix = '') =>
      groups.list({ prefix: `${region}/${prefix}` }).map(({ document }) => document),
    deleteGroup: (name) =>
      store.transaction(() => {
        groups.delete(toKey(name));
        for (const collection of [streams, batches]) {
          for (const { key } of collection.list({ prefix: `${toKey(name)}:` })) {
            collection.delete(key);
          }
        }
      }),
    findStream: (name, stream) => streams.get(toStreamKey(name, stream)),
    loadStream: (name, stream) => {
      if (find(name) === undefined) throw groupNotFound();
      const found = streams.get(toStreamKey(name, stream));
      if (found === undefined) throw streamNotFound();
      return found;
    },
    putStream: (name, stream) => streams.put(toStreamKey(name, stream.name), stream),
    listStreams: (name, prefix = '') =>
      streams.list({ prefix: toStreamKey(name, prefix) }).map(({ document }) => document),
    deleteStream: (name, stream) =>
      store.transaction(() => {
        streams.delete(toStreamKey(name, stream));
        for (const { key } of batches.list({ prefix: `${toStreamKey(name, stream)}:` })) {
          batches.delete(key);
        }
      }),
    putBatch: (name, batch) => batches.put(toBatchKey(name, batch), batch),
    deleteBatch: (name, batch) => {
      batches.delete(toBatchKey(name, batch));
    },
    listBatches: (name, stream) =>
      batches
        .list({
          prefix: stream === undefined ? `${toKey(name)}:` : `${toStreamKey(name, stream)}:`,
        })
        .map(({ document }) => document),
  };
}
