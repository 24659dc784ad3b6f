// The stepper: a position and what has happened to it, to the next position, its events, and the calls to make.
// Pure: no clock, no I/O; the only thing awaited is an expression.
import { applyMapRunEnded, type MapRunResult } from './distributed-map/map-run-events.ts';
import { enterState } from './enter.ts';
import { failState } from './fail-state.ts';
import { executionEnded, executionRedriven, executionStarted } from './history-event.ts';
import { endOfLife } from './lifetime.ts';
import {
  dueOf,
  findMapRun,
  isReady,
  type Phase,
  type Position,
  type TaskNews,
  type TaskResult,
  type Thread,
} from './position.ts';
import { StatesError } from './states-error.ts';
import { tellTaskTimedOut } from './task-events.ts';
import {
  applyActivityStarted,
  applyHeartbeat,
  applyTaskEnded,
  applyTokenSent,
} from './task-news.ts';
import {
  createTurn,
  HistoryFullError,
  type StepResult,
  type Turn,
  type TurnOptions,
} from './turn.ts';

export type Stimulus =
  | { readonly kind: 'start' }
  | { readonly kind: 'continue' }
  /** Time has passed. */
  | { readonly kind: 'due' }
  | (TaskNews & { readonly kind: 'taskEnded'; readonly result: TaskResult })
  /** Somebody sent a Task's token back, or says with it that the work goes on. */
  | (TaskNews & { readonly kind: 'tokenSent'; readonly result: TaskResult })
  | (TaskNews & { readonly kind: 'heartbeat' })
  | (TaskNews & { readonly kind: 'activityStarted'; readonly workerName?: string | undefined })
  | (TaskNews & { readonly kind: 'mapRunEnded'; readonly result: MapRunResult })
  | {
      readonly kind: 'stop';
      readonly error?: string | undefined;
      readonly cause?: string | undefined;
    }
  /** The engine itself cannot go on. */
  | { readonly kind: 'fail'; readonly error: string; readonly cause: string }
  | { readonly kind: 'redrive' };

/** States that one step passes at the most, so that a long loop is stored and told in parts. */
const TRANSITIONS_MAX = 100;

/** Where every execution begins. */
export const startPosition: Position = {
  status: 'RUNNING',
  lastEventId: 0,
  threads: {},
  redriveCount: 0,
};

/** Applies what happened, then goes on until every thread waits for somebody. */
export async function step(options: TurnOptions, stimulus: Stimulus): Promise<StepResult> {
  const turn = createTurn(options);
  try {
    await applyStimulus(turn, stimulus);
    const more = await advance(turn);
    return { ...turn.result(), more };
  } catch (error) {
    if (!(error instanceof HistoryFullError)) throw error;
    fail(turn, { error: 'States.Runtime', cause: error.message });
    return turn.result();
  }
}

async function applyStimulus(turn: Turn, stimulus: Stimulus): Promise<void> {
  switch (stimulus.kind) {
    case 'start':
      begin(turn);
      return;
    case 'continue':
      return;
    case 'due':
      await applyDue(turn);
      return;
    case 'taskEnded':
      await applyTaskEnded(turn, stimulus);
      return;
    case 'tokenSent':
      await applyTokenSent(turn, stimulus);
      return;
    case 'heartbeat':
      applyHeartbeat(turn, stimulus);
      return;
    case 'activityStarted':
      applyActivityStarted(turn, stimulus);
      return;
    case 'mapRunEnded':
      await applyMapRunEnded(turn, stimulus);
      return;
    case 'stop':
      stop(turn, stimulus);
      return;
    case 'fail':
      fail(turn, stimulus);
      return;
    case 'redrive':
      redrive(turn);
      return;
  }
}

async function advance(turn: Turn): Promise<boolean> {
  for (let passed = 0; turn.position().status === 'RUNNING'; passed += 1) {
    const ready = findReady(turn);
    if (ready === undefined) return false;
    if (passed === TRANSITIONS_MAX) return true;
    await enterState(turn, ready);
  }
  return false;
}

/** The one that has stood still for longest, so that a branch that loops does not keep the others from their turn. */
function findReady(turn: Turn): Thread | undefined {
  let found: Thread | undefined;
  for (const thread of Object.values(turn.position().threads)) {
    if (!isReady(thread)) continue;
    if (found === undefined || thread.previousEventId < found.previousEventId) found = thread;
  }
  return found;
}

function begin(turn: Turn): void {
  const { facts, machine, now } = turn;
  turn.tell(executionStarted(JSON.stringify(facts.input), facts), 0);
  turn.put({
    id: '0',
    scope: '',
    state: machine.definition.StartAt,
    input: facts.input,
    variables: {},
    phase: { kind: 'entering' },
    // The first state hangs on nothing, not on ExecutionStarted (recorded answer).
    previousEventId: 0,
    beforeEntryEventId: 0,
    enteredEventId: 0,
    enteredAt: now,
    spent: [],
    retryCount: 0,
  });
  setDeadline(turn);
}

function setDeadline(turn: Turn): void {
  const seconds = turn.machine.definition.TimeoutSeconds;
  if (seconds !== undefined) turn.change({ deadline: turn.now + seconds * 1000 });
}

async function applyDue(turn: Turn): Promise<void> {
  const deadline = Math.min(turn.position().deadline ?? Infinity, endOfLife(turn.facts));
  const due = Object.values(turn.position().threads)
    .map((thread) => ({ id: thread.id, at: dueOf(thread) ?? Number.POSITIVE_INFINITY }))
    .filter(({ at }) => at <= turn.now)
    .sort((one, other) => one.at - other.at);
  for (const { id, at } of due) {
    if (deadline <= at) break;
    const thread = turn.findThread(id);
    if (thread !== undefined && turn.position().status === 'RUNNING') await wake(turn, thread);
  }
  if (deadline <= turn.now && turn.position().status === 'RUNNING') {
    // The machine's own timeout meets no Catch, and hangs on nothing (measured).
    turn.change({ deadline });
    turn.tellLast(executionEnded('TimedOut', { error: 'States.Timeout' }), 0);
    turn.end({ status: 'TIMED_OUT' });
  }
}

async function wake(turn: Turn, thread: Thread): Promise<void> {
  const { phase } = thread;
  if (phase.kind === 'waiting') await enterState(turn, thread);
  else if (phase.kind === 'backingOff') turn.put({ ...thread, phase: { kind: 'working' } });
  else if (phase.kind === 'task') {
    const missedHeartbeat = phase.timeoutAt === undefined || phase.timeoutAt > turn.now;
    // A missed heartbeat is told as States.Timeout too; its own name is only for ErrorEquals (recorded answer).
    const alias = missedHeartbeat ? { alias: 'States.HeartbeatTimeout' } : {};
    const told = tellTaskTimedOut(turn, thread, phase);
    await failState(turn, told, new StatesError('States.Timeout', undefined, alias));
  }
}

function stop(turn: Turn, { error, cause }: Extract<Stimulus, { kind: 'stop' }>): void {
  // Where its first step was held up, it begins for the sake of its history.
  if (turn.position().lastEventId === 0) begin(turn);
  turn.tellLast(executionEnded('Aborted', { error, cause }), 0);
  turn.end({ status: 'ABORTED', error, cause });
}

/** Takes up whatever did not succeed, with its retries and the machine's timeout begun anew (AWS, "Redriving executions"). */
function redrive(turn: Turn): void {
  const redriveCount = turn.position().redriveCount + 1;
  turn.change({ status: 'RUNNING', redriveCount, redrivenAt: turn.now });
  const id = turn.tell(executionRedriven(redriveCount), turn.position().lastEventId);
  for (const thread of Object.values(turn.position().threads)) {
    const fresh: Thread = { ...thread, spent: [], retryCount: 0 };
    const { phase } = thread;
    // What waits for its branches goes on waiting for them.
    if (phase.kind === 'joining' || phase.kind === 'entering') turn.put(fresh);
    else turn.put({ ...fresh, phase: toRedrivenPhase(thread), previousEventId: id });
  }
  setDeadline(turn);
}

function toRedrivenPhase({ phase, enteredEventId }: Thread): Phase {
  const mapRun = findMapRun(phase);
  if (mapRun !== undefined) return { kind: 'redriving', mapRun };
  return { kind: enteredEventId === 0 ? 'entering' : 'working' };
}

function fail(turn: Turn, failure: { readonly error: string; readonly cause: string }): void {
  turn.tellLast(executionEnded('Failed', failure), turn.position().lastEventId);
  turn.end({ status: 'FAILED', ...failure });
}
