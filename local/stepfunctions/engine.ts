// Runs executions: takes what happens to one, steps it, stores events and position in one transaction, and only
// then makes the calls that the step wants. An execution that merely waits is a due time in a queue and nothing more.
import { nextTurn } from '../clock.ts';
import { createDueQueue } from '../due-queue.ts';
import type { Environment } from '../service.ts';
import type { Expressions } from './asl/expression.ts';
import { needsRun } from './asl/job.ts';
import { isReady, nextDue } from './asl/position.ts';
import { type Stimulus, startPosition, step } from './asl/step.ts';
import type { TaskToRun, TurnOptions } from './asl/turn.ts';
import { createCommit } from './commit.ts';
import type { LoadExecution } from './execution-facts.ts';
import { findFaults } from './integrations/find-integration.ts';
import type { Jobs } from './jobs.ts';
import { createLiveExecutions, type Live, type Mail } from './live-executions.ts';
import type { MapRuns } from './map-runs/map-runs.ts';
import type { RunTask } from './run-task.ts';
import type { StatesStore } from './store.ts';
import type { Telling } from './telling.ts';

export interface Engine {
  /** Begins an execution that is in the store. */
  begin(key: string): void;
  /** Ends it where it runs; resolves once that is stored. */
  abort(key: string, reason: { readonly error?: string; readonly cause?: string }): Promise<void>;
  /** What is heard of one of its Tasks; resolves once that is stored. */
  sendNews(key: string, news: TokenNews): Promise<void>;
  /** How a map run has ended. */
  endMapRun(key: string, ended: MapRunEnd): void;
  /** Takes up what did not succeed; resolves once that is stored. */
  redrive(key: string): Promise<void>;
  /** Executions that run now. */
  runningCount(): number;
  /** Of these, whatever is in memory. */
  liveCount(): number;
  /** Takes up whatever ran when the endpoint stopped: waits keep their due time, a task in flight is run again. */
  start(): void;
  stop(): Promise<void>;
}

export type MapRunEnd = Omit<Extract<Stimulus, { kind: 'mapRunEnded' }>, 'kind'>;

export type TokenNews = Extract<Stimulus, { kind: 'tokenSent' | 'heartbeat' }>;

export interface EngineOptions {
  readonly environment: Environment;
  readonly store: StatesStore;
  readonly expressions: Expressions;
  readonly runTask: RunTask;
  readonly jobs: Jobs;
  readonly mapRuns: MapRuns;
  readonly telling: Telling;
  readonly loadExecution: LoadExecution;
}

export function createEngine(options: EngineOptions): Engine {
  const { environment, store, runTask, jobs } = options;
  const { log } = environment;
  let running = 0;
  const apply = createApply(options);

  const find = (key: string): Live | undefined => {
    const execution = store.executions.get(key);
    if (execution === undefined || execution.status !== 'RUNNING') return undefined;
    const position = store.positions.get(key) ?? startPosition;
    return {
      ...options.loadExecution(key, execution),
      key,
      position,
      mailbox: [],
      isWorking: false,
    };
  };

  const lives = createLiveExecutions({
    work: environment.clock.work,
    find,
    apply: async (live, { stimulus, done }: Mail) => {
      const { tasks, more } = await apply(live, stimulus, () => lives.isStopped());
      done?.();
      for (const task of tasks) startTask(live, task);
      if (more) {
        live.mailbox.push({ stimulus: { kind: 'continue' } });
        await nextTurn();
      }
    },
    fail: async (live, error) => {
      const resource = live.facts.executionArn;
      log({ level: 'error', message: `The engine failed ${placeOf(error)}`, resource });
      const failure = { error: 'States.Runtime', cause: 'Internal failure' };
      await apply(live, { kind: 'fail', ...failure }, () => lives.isStopped());
    },
    gone: () => options.mapRuns.noticeRoom(),
    leave: ({ key, position }) => {
      const due = nextDue(position);
      if (due === undefined) dues.delete(key);
      else dues.set(key, due);
      if (position.status === 'RUNNING') {
        return Object.values(position.threads).some(
          ({ phase }) => phase.kind === 'task' && phase.isSubmitted !== true,
        );
      }
      running -= 1;
      return false;
    },
  });

  const dues = createDueQueue({
    clock: environment.clock,
    what: 'Step Functions: execution',
    isBegun: true,
    // To post is no work: however many fall due at once, none waits for another.
    concurrencyMax: Number.MAX_SAFE_INTEGER,
    run: async (key) => {
      lives.post(key, { stimulus: { kind: 'due' } });
    },
  });

  const startTask = (live: Live, toRun: TaskToRun, isAgain = false): void => {
    const { threadId, task } = toRun;
    const { key, facts } = live;
    const run = (): ReturnType<RunTask> => runTask({ task, isAgain, ...facts });
    const start = (): void => {
      (environment.clock.work?.inTurn(run) ?? run()).then(
        (result) => {
          const { attempt } = task;
          const done = (): void => jobs.stopUnawaited(key, facts, toRun, result);
          lives.post(key, { stimulus: { kind: 'taskEnded', threadId, attempt, result }, done });
        },
        () => {
          log({ level: 'error', message: 'A task was lost', resource: facts.executionArn });
        },
      );
    };
    if (task.job === undefined) start();
    else jobs.whenEnded(task, start);
  };

  const ask = (key: string, stimulus: Stimulus): Promise<void> =>
    new Promise((done) => {
      lives.post(key, { stimulus, done }, true);
    });

  const takeUp = (key: string): void => {
    const live = find(key);
    if (live === undefined) return;
    running += 1;
    const threads = Object.values(live.position.threads);
    for (const { id, phase } of threads) {
      if (phase.kind === 'task' && needsRun(phase)) {
        startTask(live, { threadId: id, task: phase }, true);
      }
    }
    if (live.position.lastEventId === 0) lives.post(key, { stimulus: { kind: 'start' } });
    else if (threads.some(isReady)) lives.post(key, { stimulus: { kind: 'continue' } });
    const due = nextDue(live.position);
    if (due !== undefined) dues.set(key, due);
  };

  return {
    begin: (key) => {
      running += 1;
      lives.post(key, { stimulus: { kind: 'start' } });
    },
    abort: (key, reason) => ask(key, { kind: 'stop', ...reason }),
    sendNews: (key, news) => ask(key, news),
    endMapRun: (key, ended) => lives.post(key, { stimulus: { kind: 'mapRunEnded', ...ended } }),
    redrive: async (key) => {
      running += 1;
      await ask(key, { kind: 'redrive' });
    },
    runningCount: () => running,
    liveCount: () => lives.count(),
    start: () => {
      for (const { key } of store.running.list()) takeUp(key);
      jobs.stopAbandoned();
    },
    stop: async () => {
      lives.stop();
      await dues.stop();
    },
  };
}

type Apply = (
  live: Live,
  stimulus: Stimulus,
  isStopped: () => boolean,
) => Promise<{ readonly tasks: readonly TaskToRun[]; readonly more: boolean }>;

function createApply(options: EngineOptions): Apply {
  const { environment, expressions } = options;
  const { clock, limits, random } = environment;
  const commit = createCommit(options);
  return async (live, stimulus, isStopped) => {
    const turn: TurnOptions = {
      machine: live.machine,
      facts: live.facts,
      position: live.position,
      now: clock.now(),
      expressions,
      chance: (count) => random.bytes(count),
      limits,
      findFaults,
    };
    const result = await step(turn, stimulus);
    // The endpoint stopped meanwhile: what is not stored is done again after the next start.
    if (isStopped()) return { tasks: [], more: false };
    commit(live, result);
    live.position = result.position;
    return result.outcome === undefined ? result : { tasks: [], more: false };
  };
}

/** Where it was thrown and not what it says, for that may quote what the execution works on. */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return (
    stack
      .split('\n')
      .find((line) => line.trim().startsWith('at '))
      ?.trim() ?? 'somewhere'
  );
}
