// A stored event as GetExecutionHistory answers it.
import type { HistoryEvent as HistoryEventOutput } from '@aws-sdk/client-sfn';
import type { EventDetails, HistoryEvent } from '../asl/history-event.ts';

/** Members that carry what the states work on: left out where execution data is not asked for. */
const DATA_MEMBERS = new Set(['input', 'output', 'parameters', 'assignedVariables']);

export function toHistoryEvent(event: HistoryEvent, includesData: boolean): HistoryEventOutput {
  const { id, previousEventId, timestamp, type, detailsMember, details } = event;
  return {
    timestamp: new Date(timestamp),
    type: type as HistoryEventOutput['type'],
    id,
    previousEventId,
    ...(detailsMember === undefined || details === undefined
      ? {}
      : { [detailsMember]: toVisibleDetails(details, includesData) }),
  };
}

export function toVisibleDetails(details: EventDetails, includesData: boolean): EventDetails {
  if (includesData) return details;
  return Object.fromEntries(Object.entries(details).filter(([name]) => !DATA_MEMBERS.has(name)));
}
