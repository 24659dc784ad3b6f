// The draft of one step: the threads as they become, the events that are told, the calls that are to be made.
import type { Expressions } from './expression.ts';
import type { HistoryEvent, NewEvent } from './history-event.ts';
import type { Json } from './json.ts';
import type { Machine } from './machine.ts';
import type { ExecutionStatus, MapRunPhase, Position, TaskPhase, Thread } from './position.ts';
import type { StatesError } from './states-error.ts';
import type { Chance } from './surroundings.ts';
import { createVisit, type ExecutionFacts, type Visit } from './visit.ts';

export interface StepLimits {
  readonly historyEventsMax: number;
  readonly stateDataBytesMax: number;
}

export type FindFaults = (resource: string, given: Json) => Promise<readonly string[]>;

export interface TurnOptions {
  readonly machine: Machine;
  readonly facts: ExecutionFacts;
  readonly position: Position;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly expressions: Expressions;
  readonly chance: Chance;
  readonly limits: StepLimits;
  /** Why a Task cannot be started with such arguments; empty where it can. */
  readonly findFaults?: FindFaults;
}

/** A call that is to be made: once the step is in the store. */
export interface TaskToRun {
  readonly threadId: string;
  readonly task: TaskPhase;
}

/** A map run that is to begin, or to go on after a redrive: once the step is in the store. */
export interface MapRunToStart {
  readonly threadId: string;
  readonly mapRun: MapRunPhase;
}

export interface Outcome {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output?: Json;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

export interface Turn extends Omit<TurnOptions, 'position'> {
  /** The position as it is now; it changes with the step. */
  readonly position: () => Position;
  readonly thread: (id: string) => Thread;
  readonly findThread: (id: string) => Thread | undefined;
  readonly put: (thread: Thread) => Thread;
  readonly drop: (id: string) => void;
  readonly change: (change: Partial<Position>) => void;
  /** Tells an event and returns its id. @throws HistoryFullError */
  readonly tell: (event: NewEvent, previousEventId: number) => number;
  /** The same for the last event, for which there is always room. */
  readonly tellLast: (event: NewEvent, previousEventId: number) => number;
  readonly run: (task: TaskToRun) => void;
  readonly startMapRun: (mapRun: MapRunToStart) => void;
  readonly end: (outcome: Outcome) => void;
  readonly visit: (thread: Thread, taskToken?: string) => Visit;
  /** Told of each state that fails, before Retry and Catch are asked: nothing else tells a caught error as it was thrown. */
  readonly onFailure?: (thread: Thread, error: StatesError) => void;
  readonly result: () => StepResult;
}

export interface StepResult {
  readonly position: Position;
  readonly events: readonly HistoryEvent[];
  readonly tasks: readonly TaskToRun[];
  readonly mapRuns: readonly MapRunToStart[];
  readonly outcome?: Outcome;
  /** States are left that can go on at once: step again with `continue`. */
  readonly more: boolean;
}

/** Ends the execution whatever its states say of errors. */
export class HistoryFullError extends Error {
  constructor(eventsMax: number) {
    super(`The execution reached the maximum number of history events (${String(eventsMax)}).`);
    this.name = 'HistoryFullError';
  }
}

export function createTurn({ position: before, ...options }: TurnOptions): Turn {
  // One object for the whole step, changed in place: a step may pass a hundred states.
  const draft: Draft = { ...before, threads: { ...before.threads } };
  const { threads } = draft;
  const events: HistoryEvent[] = [];
  const tasks: TaskToRun[] = [];
  const mapRuns: MapRunToStart[] = [];
  let outcome: Outcome | undefined;

  const position = (): Position => draft;
  const tellLast = (event: NewEvent, previousEventId: number): number => {
    draft.lastEventId += 1;
    events.push({ id: draft.lastEventId, previousEventId, timestamp: options.now, ...event });
    return draft.lastEventId;
  };
  return {
    ...options,
    position,
    findThread: (id) => threads[id],
    thread: (id) => {
      const thread = threads[id];
      if (thread === undefined) throw new Error(`the execution has no thread ${id}`);
      return thread;
    },
    put: (thread) => {
      threads[thread.id] = thread;
      return thread;
    },
    drop: (id) => {
      delete threads[id];
    },
    change: (change) => {
      Object.assign(draft, change);
    },
    tellLast,
    tell: (event, previousEventId) => {
      const max = options.limits.historyEventsMax;
      // The last place is kept for the event that says how it ended (measured: event 25,000 is ExecutionFailed).
      if (draft.lastEventId + 1 >= max) throw new HistoryFullError(max);
      return tellLast(event, previousEventId);
    },
    run: (task) => {
      tasks.push(task);
    },
    startMapRun: (mapRun) => {
      mapRuns.push(mapRun);
    },
    end: (ended) => {
      outcome = ended;
      draft.status = ended.status;
    },
    visit: (thread, taskToken) => {
      const { facts, expressions, now } = options;
      return createVisit({ facts, position: draft, thread, expressions, now, taskToken });
    },
    result: () => ({
      position: draft,
      events,
      tasks,
      mapRuns,
      more: false,
      ...(outcome === undefined ? {} : { outcome }),
    }),
  };
}

type Draft = { -readonly [Member in keyof Position]: Position[Member] } & {
  readonly threads: Record<string, Thread>;
};
