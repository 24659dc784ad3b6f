// One state by itself, for TestState: entered, its work answered by a mock or by the call itself, and left again, by
// the code that runs executions. Nothing goes on to the next state, and nothing waits.
import { dropDescendants } from '../abort.ts';
import { enterState } from '../enter.ts';
import { finishState } from '../exit.ts';
import { catchStatesErrors, failState } from '../fail-state.ts';
import { awaitsJob } from '../job.ts';
import type { Json, JsonObject } from '../json.ts';
import { stateOf } from '../machine.ts';
import type { TaskPhase, TaskResult, Thread } from '../position.ts';
import { findCatcher } from '../retry.ts';
import { StatesError } from '../states-error.ts';
import { tellTaskTimedOut } from '../task-events.ts';
import { applyTaskEnded, applyTokenSent } from '../task-news.ts';
import { createTurn, type Turn, type TurnOptions } from '../turn.ts';
import { inspectMap, type TestedItems } from './inspect-map.ts';
import type { Inspection } from './inspection.ts';
import { type Place, toPosition, withinExecution } from './place.ts';
import { withContext } from './with-context.ts';

export interface StateTest extends TestedItems {
  readonly places: readonly Place[];
  readonly input: Json;
  readonly variables: JsonObject;
  /** What the context object has besides, or instead. */
  readonly context?: JsonObject | undefined;
  /** Attempts that are spent already, of whichever Retrier the error meets. */
  readonly retryCount: number;
  readonly mock?: Mock | undefined;
  /** Makes a Task's call, where there is no mock. */
  readonly call: (task: TaskPhase) => Promise<TaskResult | 'timedOut'>;
}

export type Mock =
  | { readonly kind: 'result'; readonly result: Json }
  | {
      readonly kind: 'error';
      readonly error: string | undefined;
      readonly cause: string | undefined;
    };

export interface TestedState {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  /** JSON text. */
  readonly output?: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly nextState?: string;
  readonly inspection: Inspection;
}

type Failure = { readonly thread: Thread; readonly error: StatesError };

export async function testState(
  options: Omit<TurnOptions, 'position'>,
  test: StateTest,
): Promise<TestedState> {
  const { position, threadId } = toPosition(withinExecution(options.machine, test.places), {
    ...test,
    now: options.now,
    spent: ({ scope, state }) => {
      const { Retry: retriers = [] } = stateOf(options.machine, { scope, state }) as {
        Retry?: readonly unknown[];
      };
      return retriers.map(() => test.retryCount);
    },
  });
  let failure: Failure | undefined;
  const turn: Turn = {
    ...withContext(createTurn({ ...options, position }), test.context),
    onFailure: (thread, error) => {
      failure = { thread, error };
    },
  };
  const seen: Inspection = {};
  await enterState(turn, turn.thread(threadId));
  await passThrough(turn, threadId, test, seen);
  return tellResult(turn, test, failure, seen);
}

async function passThrough(
  turn: Turn,
  threadId: string,
  test: StateTest,
  seen: Inspection,
): Promise<void> {
  const thread = turn.findThread(threadId);
  if (thread === undefined) return;
  const { phase } = thread;
  if (phase.kind === 'waiting') await enterState(turn, thread);
  else if (phase.kind === 'task') await endTask(turn, { ...thread, phase }, test, seen);
  else if (phase.kind === 'joining' || phase.kind === 'mapRun')
    await endFork(turn, thread, test, seen);
}

async function endTask(
  turn: Turn,
  thread: Thread & { readonly phase: TaskPhase },
  { mock, call }: StateTest,
  seen: Inspection,
): Promise<void> {
  const { phase } = thread;
  seen.afterArguments = JSON.stringify(phase.arguments);
  const result = mock === undefined ? await call(phase) : toTaskResult(mock);
  if (result === 'timedOut') {
    const told = tellTaskTimedOut(turn, thread, phase);
    await failState(turn, told, new StatesError('States.Timeout', undefined));
    return;
  }
  if (result.kind === 'succeeded') seen.result = JSON.stringify(result.output);
  const news = { threadId: thread.id, attempt: phase.attempt, result };
  // A mock stands for what the Task ends with: not for the answer of the call that hands a token on, or begins a job.
  if (phase.token !== undefined) {
    turn.put({ ...thread, phase: { ...phase, isSubmitted: true } });
    await applyTokenSent(turn, news);
    return;
  }
  if (awaitsJob(phase.resource)) turn.put({ ...thread, phase: { ...phase, job: null } });
  await applyTaskEnded(turn, news);
}

function toTaskResult(mock: Mock): TaskResult {
  return mock.kind === 'result'
    ? { kind: 'succeeded', output: mock.result }
    : { kind: 'failed', error: mock.error, cause: mock.cause };
}

/** A Map or a Parallel: what is mocked is what it has when all iterations or branches have ended. */
async function endFork(
  turn: Turn,
  thread: Thread,
  test: StateTest,
  seen: Inspection,
): Promise<void> {
  const state = stateOf(turn.machine, thread);
  const { mock } = test;
  const { phase } = thread;
  if (mock === undefined || (state.Type !== 'Map' && state.Type !== 'Parallel')) return;
  if (state.Type === 'Map') {
    await catchStatesErrors(turn, thread, () => inspectMap(turn, thread, state, test, seen));
    if (turn.findThread(thread.id)?.phase.kind !== phase.kind) return;
  } else {
    const [branch] = Object.values(turn.position().threads).filter(
      ({ parentId }) => parentId === thread.id,
    );
    seen.afterArguments = JSON.stringify(branch?.input ?? thread.input);
  }
  const forked = turn.thread(thread.id);
  if (mock.kind === 'error') {
    await failState(turn, forked, new StatesError(mock.error, mock.cause));
    return;
  }
  seen.result = JSON.stringify(mock.result);
  dropDescendants(turn, forked.id);
  await catchStatesErrors(turn, forked, () =>
    finishState(turn, forked, {
      results: state,
      place: '',
      result: mock.result,
      more: { result: mock.result },
      next: state.Next,
    }),
  );
}

function tellResult(
  turn: Turn,
  test: StateTest,
  failure: Failure | undefined,
  seen: Inspection,
): TestedState {
  const { outcome, events } = turn.result();
  if (outcome?.status === 'FAILED') {
    return { status: 'FAILED', error: outcome.error, cause: outcome.cause, inspection: seen };
  }
  if (failure !== undefined && turn.findThread(failure.thread.id)?.phase.kind === 'backingOff') {
    return tellRetry(turn, failure, seen);
  }
  const exited = events.findLast(({ type }) => type.endsWith('StateExited'))?.details ?? {};
  seen.variables = JSON.stringify({
    ...test.variables,
    ...parseAssigned(exited['assignedVariables'] as Record<string, string> | undefined),
  });
  const next = findNext(turn, failure?.thread.id ?? test);
  const left = {
    output: String(exited['output']),
    ...(next === undefined ? {} : { nextState: next }),
    inspection: seen,
  };
  if (failure === undefined) return { status: 'SUCCEEDED', ...left };
  const { error, thread } = failure;
  const state = stateOf(turn.machine, thread);
  const caught = findCatcher('Catch' in state ? (state.Catch ?? []) : [], error);
  if (caught !== undefined) seen.errorDetails = { catchIndex: caught.index };
  return { status: 'CAUGHT_ERROR', error: error.error, cause: error.causeText, ...left };
}

function tellRetry(turn: Turn, { thread, error }: Failure, seen: Inspection): TestedState {
  const { phase, spent } = turn.thread(thread.id);
  const retryIndex = spent.findIndex((count, index) => count > (thread.spent[index] ?? 0));
  seen.errorDetails = {
    retryIndex,
    ...(phase.kind === 'backingOff'
      ? { retryBackoffIntervalSeconds: Math.round((phase.until - turn.now) / 1000) }
      : {}),
  };
  return { status: 'RETRIABLE', error: error.error, cause: error.causeText, inspection: seen };
}

/** The thread that left its state, by its id or by being the tested one, is about to enter the next. */
function findNext(turn: Turn, left: string | StateTest): string | undefined {
  const threads = Object.values(turn.position().threads);
  const thread =
    typeof left === 'string'
      ? turn.findThread(left)
      : threads.find(({ phase }) => phase.kind === 'entering');
  return thread?.phase.kind === 'entering' ? thread.state : undefined;
}

function parseAssigned(texts: Readonly<Record<string, string>> = {}): JsonObject {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, JSON.parse(text) as Json]),
  );
}
