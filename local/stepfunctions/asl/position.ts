// Where an execution stands: all that must survive a restart, as plain JSON.
import type { MapRunRequest } from './distributed-map/map-run-request.ts';
import type { Json, JsonObject } from './json.ts';

export interface Position {
  readonly status: ExecutionStatus;
  readonly lastEventId: number;
  /** By thread id; the root is `0`. After a failure they stay, for a redrive begins there. */
  readonly threads: Readonly<Record<string, Thread>>;
  /** When the machine's own TimeoutSeconds passes, milliseconds since the epoch. */
  readonly deadline?: number;
  readonly redriveCount: number;
  /** Milliseconds since the epoch. */
  readonly redrivenAt?: number;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One line of work: the machine's own, a branch's, an iteration's. */
export interface Thread {
  readonly id: string;
  /** The thread whose Parallel or Map waits for this one. */
  readonly parentId?: string;
  /** Branch or item. */
  readonly index?: number;
  /** Where its states stand in the definition: '' for the machine, else such as `/States/P/Branches[0]`. */
  readonly scope: string;
  readonly state: string;
  readonly input: Json;
  /** Of this scope alone; outer ones are read from the parent, which stands still meanwhile. */
  readonly variables: JsonObject;
  readonly phase: Phase;
  /** What the next event of this thread hangs on. */
  readonly previousEventId: number;
  /** The event before StateEntered: there AWS hangs failed evaluations. */
  readonly beforeEntryEventId: number;
  readonly enteredEventId: number;
  readonly enteredAt: number;
  /** Attempts spent, by Retrier. */
  readonly spent: readonly number[];
  readonly retryCount: number;
  /** `$states.context.Map` of an iteration. */
  readonly item?: { readonly Index: number; readonly Value: Json; readonly Source?: string };
}

export type Phase =
  /** The state is yet to be entered. */
  | { readonly kind: 'entering' }
  /** It has been entered and its work begins, be it anew after a backoff. */
  | { readonly kind: 'working' }
  | { readonly kind: 'waiting'; readonly until: number }
  | { readonly kind: 'backingOff'; readonly until: number }
  | TaskPhase
  | JoiningPhase
  | MapRunPhase
  /** The execution failed here; a map run that failed or was let go of is redriven with it. */
  | { readonly kind: 'failed'; readonly mapRun?: MapRunPhase }
  /** A redrive goes on with the map run that there is. */
  | { readonly kind: 'redriving'; readonly mapRun: MapRunPhase };

export interface TaskPhase {
  readonly kind: 'task';
  /** The id of the event that scheduled it: unique, so that a late answer of an older attempt is known. */
  readonly attempt: number;
  readonly resource: string;
  readonly arguments: Json;
  readonly timeoutAt?: number;
  readonly heartbeatSeconds?: number;
  readonly heartbeatAt?: number;
  /** Where it ends when somebody sends this back, and not with the call's answer. */
  readonly token?: string;
  /** The call that handed the token on is done. */
  readonly isSubmitted?: boolean;
  /** Of an activity: a worker has taken it. */
  readonly isStarted?: boolean;
  /** What was sent back before that call was done. */
  readonly sentBack?: TaskResult;
  /** The role of `Credentials`, which makes the call in the place of the machine's own. */
  readonly roleArn?: string;
  /** What the call answered that began a job: the Task ends with the job. */
  readonly job?: Json;
}

/** A DISTRIBUTED Map whose items are worked on by executions of their own. */
export interface MapRunPhase {
  readonly kind: 'mapRun';
  /** The id of the event that started or redrove it, so that a late end of an older attempt is known. */
  readonly attempt: number;
  readonly mapRunArn: string;
  /** Where the states of the item processor stand in this execution's definition. */
  readonly scope: string;
  /** MapStateStarted: what each redrive hangs on (recorded). */
  readonly stateStartedEventId: number;
  readonly redriveCount: number;
  readonly request: MapRunRequest;
}

/** What is kept of a state that failed or was let go of, for a redrive. */
export function toFailedPhase(phase: Phase): Phase {
  const mapRun = findMapRun(phase);
  return mapRun === undefined ? { kind: 'failed' } : { kind: 'failed', mapRun };
}

/** The one that a redrive goes on with. */
export function findMapRun(phase: Phase): MapRunPhase | undefined {
  if (phase.kind === 'mapRun') return phase;
  return phase.kind === 'failed' || phase.kind === 'redriving' ? phase.mapRun : undefined;
}

/** Of which Task, and of which of its attempts. */
export interface TaskNews {
  readonly threadId: string;
  readonly attempt: number;
}

export type TaskResult =
  | { readonly kind: 'succeeded'; readonly output: Json }
  | {
      readonly kind: 'failed';
      readonly error?: string | undefined;
      readonly cause?: string | undefined;
    };

export interface JoiningPhase {
  readonly kind: 'joining';
  /** Branches or items. */
  readonly total: number;
  /** Outputs that are there, by branch or item. */
  readonly outputs: Readonly<Record<string, Json>>;
  /** For a Map: its items, and the first that has not begun. */
  readonly items?: readonly Json[];
  readonly nextItem?: number;
}

/** When this thread has something to do though nobody answers, or undefined. */
export function dueOf(thread: Thread): number | undefined {
  const { phase } = thread;
  if (phase.kind === 'waiting' || phase.kind === 'backingOff') return phase.until;
  if (phase.kind !== 'task') return undefined;
  const dues = [phase.timeoutAt, phase.heartbeatAt].filter((due) => due !== undefined);
  return dues.length === 0 ? undefined : Math.min(...dues);
}

/** When the execution has something to do though nobody answers, or undefined. */
export function nextDue(position: Position): number | undefined {
  if (position.status !== 'RUNNING') return undefined;
  let first = position.deadline;
  for (const thread of Object.values(position.threads)) {
    const due = dueOf(thread);
    if (due !== undefined && (first === undefined || due < first)) first = due;
  }
  return first;
}

/** Whether it can go on at once. */
export function isReady({ phase }: Thread): boolean {
  return (
    phase.kind === 'entering' ||
    phase.kind === 'working' ||
    phase.kind === 'redriving' ||
    isJoined(phase)
  );
}

export function isJoined(phase: Phase): phase is JoiningPhase {
  return phase.kind === 'joining' && Object.keys(phase.outputs).length === phase.total;
}

export function childrenOf(position: Position, id: string): readonly Thread[] {
  return Object.values(position.threads).filter(({ parentId }) => parentId === id);
}
