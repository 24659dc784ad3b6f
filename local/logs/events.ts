// Events as they are read: in the order of their times, without those that retention has taken
// (CloudWatch Logs API reference, GetLogEvents and FilterLogEvents).
import type { Batch, GroupName, LogGroup, LogsStore } from './store.ts';

export interface ReadEvent {
  readonly stream: string;
  readonly timestamp: number;
  readonly ingestedAt: number;
  readonly message: string;
  /** 56 digits whose order is that of time and arrival. */
  readonly id: string;
}

export interface ReadRange {
  /** Inclusive. */
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly stream?: string | undefined;
  readonly isWanted?: (stream: string) => boolean;
}

const DAY_MS = 86_400_000;

/** The time before which a group's events are gone. */
export function expiredBefore({ retentionDays }: LogGroup, now: number): number {
  return retentionDays === undefined ? 0 : now - retentionDays * DAY_MS;
}

/** @param endTime exclusive for GetLogEvents, so that callers pass what their operation means, inclusive here */
export function readEvents(
  logs: LogsStore,
  name: GroupName,
  now: number,
  { startTime = 0, endTime = Number.MAX_SAFE_INTEGER, stream, isWanted }: ReadRange,
): readonly ReadEvent[] {
  const from = Math.max(startTime, expiredBefore(logs.loadGroup(name), now));
  return logs
    .listBatches(name, stream)
    .filter((batch) => isWanted?.(batch.stream) !== false)
    .flatMap((batch) =>
      batch.events
        .map((event, index) => toReadEvent(batch, event, index))
        .filter(({ timestamp }) => timestamp >= from && timestamp <= endTime),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function toReadEvent(
  { stream, number, ingestedAt }: Batch,
  { timestamp, message }: Batch['events'][number],
  index: number,
): ReadEvent {
  const id =
    toDigits(timestamp, 20) + toDigits(ingestedAt, 20) + toDigits(number, 10) + toDigits(index, 6);
  return { stream, timestamp, ingestedAt, message, id };
}

function toDigits(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
