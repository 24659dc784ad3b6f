// Whether an execution may be redriven, and AWS's words for why not (API reference, DescribeExecution, redriveStatusReason).
import { endOfLife } from '../asl/lifetime.ts';
import type { ExecutionDocument } from '../store.ts';

export interface Redrive {
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN';
  readonly redriveStatusReason?: string;
}

/** What the document alone does not say. */
export interface RedriveFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly isMachineDeleting: boolean;
  /** In its history. */
  readonly events: number;
  readonly eventsMax: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Step Functions guide, "Restarting state machine executions with redrive": since its end. */
const REDRIVE_MS_MAX = 14 * DAY_MS;
/** Step Functions quotas. */
const REDRIVES_MAX = 1000;

/** @param facts left out while it has only just ended */
export function redriveOf(execution: ExecutionDocument, facts?: RedriveFacts): Redrive {
  const reason = findReason(execution, facts);
  return reason === undefined
    ? { redriveStatus: execution.mapRun === undefined ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN' }
    : { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason };
}

function findReason(
  { status, startedAt, stoppedAt, redriveCount }: ExecutionDocument,
  facts: RedriveFacts | undefined,
): string | undefined {
  if (facts?.isMachineDeleting === true) return 'State machine is in DELETING status';
  if (status === 'RUNNING' || status === 'SUCCEEDED') {
    return `Execution is ${status} and cannot be redriven`;
  }
  if (facts === undefined) return undefined;
  const { now, events, eventsMax } = facts;
  // There must be room for ExecutionRedriven and one more.
  if (events >= eventsMax - 1) return 'Execution history event limit exceeded';
  if (now > endOfLife({ startedAt })) return 'Execution has exceeded the max execution time';
  if (now - (stoppedAt ?? now) > REDRIVE_MS_MAX) return 'Execution redrivable period exceeded';
  return redriveCount >= REDRIVES_MAX ? 'Execution redrive limit exceeded' : undefined;
}
