// A line of the evidence, from text to typed. Two kinds come from the machine: changes of its executions' status, which EventBridge
// has from Step Functions, and what a rotation tells of itself (source `rekey`). Anything else is foreign; nothing here throws.
import type { RunFailure } from '../run-record.ts';
import { present } from '../shape.ts';

interface Heard {
  readonly executionArn: string;
  /** EventBridge's own; a delivery that is repeated has the same. */
  readonly id: string;
  /** When it happened, milliseconds since the epoch. */
  readonly at: number;
}

export type StatusText =
  | 'RUNNING'
  | 'PENDING_REDRIVE'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'TIMED_OUT'
  | 'ABORTED';

export interface StatusEvent extends Heard {
  readonly kind: 'status';
  readonly status: StatusText;
  readonly redriveCount: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Left out where it was too large for an event. */
  readonly input?: Members;
  readonly output?: Members;
  readonly error?: string;
  readonly cause?: string;
}

export interface RotatedEvent extends Heard {
  readonly kind: 'rotated';
  readonly secretArn: string;
  readonly versionId: string;
  readonly previousVersionId?: string;
  readonly retireAt?: number;
}

export interface FailedEvent extends Heard {
  readonly kind: 'failed';
  readonly secretArn?: string;
  readonly secretName?: string;
  readonly failure: RunFailure;
}

export type EvidenceEvent = StatusEvent | RotatedEvent | FailedEvent;

/** `foreign`: somebody else's event; `broken`: one of ours that lacks what it must have, or no JSON. */
export type ParsedLine = EvidenceEvent | 'foreign' | 'broken';

export type Members = Readonly<Record<string, unknown>>;

export function parseEvidenceLine(line: string): ParsedLine {
  const event = findJson(line);
  if (event === undefined) return 'broken';
  const parse = PARSERS[`${String(event['source'])} ${String(event['detail-type'])}`];
  if (parse === undefined) return 'foreign';
  const detail = findMembers(event['detail']);
  const executionArn = findTextIn(detail, 'executionArn');
  const id = findTextIn(event, 'id');
  const at = findTimeIn(event, 'time');
  if (executionArn === undefined || id === undefined || at === undefined) return 'broken';
  return parse(detail, { executionArn, id, at }) ?? 'broken';
}

type Parse = (detail: Members, heard: Heard) => EvidenceEvent | undefined;

const PARSERS: Readonly<Record<string, Parse>> = {
  'aws.states Step Functions Execution Status Change': parseStatus,
  'rekey Secret Rotated': parseRotated,
  'rekey Rotation Failed': parseFailed,
};

function parseStatus(detail: Members, heard: Heard): StatusEvent | undefined {
  const status = STATUSES.find((text) => text === detail['status']);
  const startedAt = findNumberIn(detail, 'startDate');
  if (status === undefined || startedAt === undefined) return undefined;
  return {
    kind: 'status',
    ...heard,
    status,
    startedAt,
    redriveCount: findNumberIn(detail, 'redriveCount') ?? 0,
    ...present('endedAt', findNumberIn(detail, 'stopDate')),
    ...present('input', findJson(detail['input'])),
    ...present('output', findJson(detail['output'])),
    ...present('error', findTextIn(detail, 'error')),
    ...present('cause', findTextIn(detail, 'cause')),
  };
}

const STATUSES: readonly StatusText[] = [
  'RUNNING',
  'PENDING_REDRIVE',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
];

function parseRotated(detail: Members, heard: Heard): RotatedEvent | undefined {
  const secretArn = findTextIn(detail, 'secretArn');
  const versionId = findTextIn(detail, 'versionId');
  if (secretArn === undefined || versionId === undefined) return undefined;
  return {
    kind: 'rotated',
    ...heard,
    secretArn,
    versionId,
    ...present('previousVersionId', findTextIn(detail, 'previousVersionId')),
    ...present('retireAt', findTimeIn(detail, 'retireAt')),
  };
}

function parseFailed(detail: Members, heard: Heard): FailedEvent | undefined {
  const step = findTextIn(detail, 'step');
  const error = findTextIn(detail, 'error');
  if (step === undefined || error === undefined) return undefined;
  const severity = SEVERITIES.find((text) => text === detail['severity']);
  return {
    kind: 'failed',
    ...heard,
    ...present('secretArn', findTextIn(detail, 'secretArn')),
    ...present('secretName', findTextIn(detail, 'secretName')),
    failure: {
      step,
      error,
      ...present('catalogue', findTextIn(detail, 'catalogue')),
      ...present('recovery', findTextIn(detail, 'recovery')),
      ...present('works', findTextIn(detail, 'works')),
      ...present('noticeId', findTextIn(detail, 'noticeId')),
      ...present('severity', severity),
      ...present('nextCommand', findTextIn(detail, 'nextCommand')),
    },
  };
}

const SEVERITIES = ['critical', 'error', 'warning'] as const;

export function findTextIn(members: Members, name: string): string | undefined {
  const value = members[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** ISO 8601 to milliseconds since the epoch. */
export function findTimeIn(members: Members, name: string): number | undefined {
  const ms = Date.parse(findTextIn(members, name) ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

/** What no date can hold is no time (ECMA-262, "Time Values"), and no count of ours either. */
function findNumberIn(members: Members, name: string): number | undefined {
  const value = members[name];
  return typeof value === 'number' && Math.abs(value) <= DATE_MS_MAX ? value : undefined;
}

const DATE_MS_MAX = 8.64e15;

function findJson(text: unknown): Members | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function findMembers(value: unknown): Members {
  return isMembers(value) ? value : {};
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
