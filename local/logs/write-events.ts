// Takes events into a stream: which are too old or too new, what the group may keep, and what the events say in
// embedded metric format (CloudWatch Logs API reference, PutLogEvents).
import type { InputLogEvent, RejectedLogEventsInfo } from '@aws-sdk/client-cloudwatch-logs';
import { expiredBefore } from './events.ts';
import type { Batch, GroupName, LogGroup, LogStream, LogsStore, StoredEvent } from './store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** AWS counts this much beside the message itself. */
const EVENT_OVERHEAD_BYTES = 26;

export interface Written {
  readonly accepted: readonly StoredEvent[];
  readonly rejected: RejectedLogEventsInfo | undefined;
}

export function writeEvents(
  logs: LogsStore,
  name: GroupName,
  stream: LogStream,
  given: readonly InputLogEvent[],
  { now, keptItemsMax }: { readonly now: number; readonly keptItemsMax: number },
): Written {
  const group = logs.loadGroup(name);
  const events = given.map(({ timestamp = 0, message = '' }) => ({ timestamp, message }));
  const rejected = findRejected(events, group, now);
  const accepted = events.slice(
    Math.max(rejected?.tooOldLogEventEndIndex ?? 0, rejected?.expiredLogEventEndIndex ?? 0),
    rejected?.tooNewLogEventStartIndex ?? events.length,
  );
  if (accepted.length > 0) {
    const batch: Batch = {
      stream: stream.name,
      number: stream.batches,
      ingestedAt: now,
      events: accepted,
    };
    logs.putBatch(name, batch);
    logs.putStream(name, applyBatch(stream, batch));
    const bytes = accepted.reduce((sum, event) => sum + sizeOf(event), 0);
    const grown: LogGroup = {
      ...group,
      storedBytes: group.storedBytes + bytes,
      storedEvents: group.storedEvents + accepted.length,
    };
    logs.putGroup(name, grown.storedEvents > keptItemsMax ? dropOldest(logs, name, grown) : grown);
  }
  return { accepted, rejected };
}

/** Events come in the order of time, so each reason is one index. */
function findRejected(
  events: readonly StoredEvent[],
  group: LogGroup,
  now: number,
): RejectedLogEventsInfo | undefined {
  const tooOld = events.filter(({ timestamp }) => timestamp < now - 14 * DAY_MS).length;
  const expired = events.filter(({ timestamp }) => timestamp < expiredBefore(group, now)).length;
  const tooNew = events.findIndex(({ timestamp }) => timestamp > now + 2 * HOUR_MS);
  if (tooOld === 0 && expired === 0 && tooNew === -1) return undefined;
  return {
    ...(tooOld === 0 ? {} : { tooOldLogEventEndIndex: tooOld }),
    ...(expired === 0 ? {} : { expiredLogEventEndIndex: expired }),
    ...(tooNew === -1 ? {} : { tooNewLogEventStartIndex: tooNew }),
  };
}

function applyBatch(stream: LogStream, { events, ingestedAt }: Batch): LogStream {
  const times = events.map(({ timestamp }) => timestamp);
  return {
    ...stream,
    batches: stream.batches + 1,
    firstEventAt: Math.min(stream.firstEventAt ?? Number.MAX_SAFE_INTEGER, ...times),
    lastEventAt: Math.max(stream.lastEventAt ?? 0, ...times),
    lastIngestedAt: ingestedAt,
  };
}

/** Where a group holds more than the endpoint keeps, its oldest tenth goes. */
function dropOldest(logs: LogsStore, name: GroupName, group: LogGroup): LogGroup {
  const batches = [...logs.listBatches(name)].sort((a, b) => a.ingestedAt - b.ingestedAt);
  const goal = Math.floor(group.storedEvents * 0.9);
  let left = group;
  for (const batch of batches) {
    if (left.storedEvents <= goal) break;
    logs.deleteBatch(name, batch);
    left = withoutBatch(left, batch);
  }
  return left;
}

export function withoutBatch(group: LogGroup, { events }: Batch): LogGroup {
  return {
    ...group,
    storedBytes: group.storedBytes - events.reduce((sum, event) => sum + sizeOf(event), 0),
    storedEvents: group.storedEvents - events.length,
  };
}

function sizeOf({ message }: StoredEvent): number {
  return Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
}
