// Events of the evidence, folded into what is known of each run. They come out of order and more than once, and the range that was
// read may cut a run at both ends; so of each kind of event the one that decides is kept, whatever came before it.
import type { RunFailure, RunRecord } from '../run-record.ts';
import { present } from '../shape.ts';
import {
  type EvidenceEvent,
  type FailedEvent,
  findTextIn,
  findTimeIn,
  type Members,
  type RotatedEvent,
  type StatusEvent,
} from './parse-event.ts';

export interface RunFold {
  add(event: EvidenceEvent): void;
  /** In the order of their starts; those of one instant by ARN. */
  list(): readonly RunRecord[];
}

export function createRunFold(): RunFold {
  const runs = new Map<string, HeardOfRun>();
  return {
    add: (event) =>
      void runs.set(event.executionArn, applyEvent(runs.get(event.executionArn) ?? {}, event)),
    list: () =>
      [...runs]
        .map(([executionArn, heard]) => toRunRecord(executionArn, heard))
        .sort((a, b) => a.startedAt - b.startedAt || compare(a.executionArn, b.executionArn)),
  };
}

interface HeardOfRun {
  /** The status that is later in the run's life. */
  readonly status?: StatusEvent;
  /** The same, of those that carry the input. */
  readonly withInput?: StatusEvent;
  /** The first: the switch itself, not what recovery settled after it. */
  readonly rotated?: RotatedEvent;
  /** The last: what people know now. */
  readonly failed?: FailedEvent;
  readonly firstAt?: number;
}

function applyEvent(heard: HeardOfRun, event: EvidenceEvent): HeardOfRun {
  const firstAt = Math.min(heard.firstAt ?? event.at, event.at);
  switch (event.kind) {
    case 'status': {
      const status = choose(heard.status, event, isLaterStatus);
      return {
        ...heard,
        firstAt,
        status,
        ...(event.input === undefined
          ? {}
          : { withInput: choose(heard.withInput, event, isLaterStatus) }),
      };
    }
    case 'rotated':
      return {
        ...heard,
        firstAt,
        rotated: choose(heard.rotated, event, (one, other) => compareTime(one, other) < 0),
      };
    case 'failed':
      return {
        ...heard,
        firstAt,
        failed: choose(heard.failed, event, (one, other) => compareTime(one, other) > 0),
      };
  }
}

function choose<Event>(
  kept: Event | undefined,
  event: Event,
  isBetter: (event: Event, kept: Event) => boolean,
): Event {
  return kept === undefined || isBetter(event, kept) ? event : kept;
}

/** A redrive begins a closed execution anew; within one life it ends after it runs. Times alone may tie, for they are whole seconds. */
function isLaterStatus(one: StatusEvent, other: StatusEvent): boolean {
  const order =
    one.redriveCount - other.redriveCount || rank(one) - rank(other) || compareTime(one, other);
  return order > 0;
}

function rank({ status }: StatusEvent): number {
  if (status === 'RUNNING') return 0;
  return status === 'PENDING_REDRIVE' ? 1 : 2;
}

function compareTime(
  one: { readonly at: number; readonly id: string },
  other: { readonly at: number; readonly id: string },
): number {
  return one.at - other.at || compare(one.id, other.id);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function toRunRecord(executionArn: string, heard: HeardOfRun): RunRecord {
  const { status, rotated, failed, firstAt = 0 } = heard;
  const input = heard.withInput?.input ?? {};
  const output = status?.output ?? {};
  const result = findResult(heard);
  const failure = failed?.failure ?? findFailure(status);
  const versionId = rotated?.versionId ?? findTextIn(output, 'versionId');
  return {
    executionArn,
    secretId:
      findTextIn(output, 'secretArn') ??
      rotated?.secretArn ??
      failed?.secretArn ??
      findTextIn(input, 'secretId') ??
      failed?.secretName ??
      UNKNOWN_SECRET,
    ...present('trigger', findTextIn(input, 'trigger')),
    mode: findMode(input),
    ...present('schedule', findTextIn(input, 'schedule')),
    ...present('window', findTextIn(input, 'window')),
    ...present('scheduledAt', findTimeIn(input, 'scheduledTime')),
    startedAt: status?.startedAt ?? firstAt,
    ...(status === undefined ? { isCut: true } : {}),
    ...present('endedAt', isEnded(status) ? (status?.endedAt ?? status?.at) : undefined),
    result,
    ...present('reason', result === 'skipped' ? findTextIn(output, 'reason') : undefined),
    ...present('versionId', versionId),
    ...present('previousVersionId', rotated?.previousVersionId),
    ...present('switchedAt', rotated?.at),
    ...present('retireAt', rotated?.retireAt),
    ...present('retired', findTexts(output, 'retired')),
    ...present('refusedAt', findTimeIn(output, 'refusedAt')),
    ...present('failure', failure),
  };
}

const UNKNOWN_SECRET = 'not known';

function findMode(input: Members): RunRecord['mode'] {
  const mode = input['mode'];
  return mode === 'retire' || mode === 'recover' ? mode : 'rotate';
}

function findResult({ status, rotated, failed }: HeardOfRun): RunRecord['result'] {
  switch (status?.status) {
    case 'SUCCEEDED':
      return status.output?.['decision'] === 'skip' ? 'skipped' : 'rotated';
    case 'FAILED':
    case 'TIMED_OUT':
      return 'failed';
    case 'ABORTED':
      return 'stopped';
    case 'RUNNING':
    case 'PENDING_REDRIVE':
    case undefined:
      if (rotated !== undefined) return 'switched';
      // No status at all: the range was cut between the run's end and the notice of whoever closed it.
      return status === undefined && failed !== undefined ? 'failed' : 'running';
  }
}

function isEnded(status: StatusEvent | undefined): boolean {
  return status !== undefined && rank(status) === 2;
}

/** Where what the rotation told was lost: the machine's last words, `<error> in <state>; …`, or how Step Functions ended it. */
function findFailure(status: StatusEvent | undefined): RunFailure | undefined {
  if (status === undefined || !isEnded(status) || status.status === 'SUCCEEDED') return undefined;
  const [, error, step] = /^(\S+) in (\w+);/.exec(status.cause ?? '') ?? [];
  if (error !== undefined && step !== undefined) return { step, error };
  return { step: 'Execution', error: status.error ?? `Execution.${status.status}` };
}

function findTexts(members: Members, name: string): readonly string[] | undefined {
  const value = members[name];
  if (!Array.isArray(value)) return undefined;
  return value.filter((one): one is string => typeof one === 'string');
}
