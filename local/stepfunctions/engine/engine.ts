// Runs executions: takes what happens to one, steps it, stores events and position in one transaction, and only
// then makes the calls that the step wants. An execution that merely waits is a due time in a queue and nothing more.
import { nextTurn } from '../../clock.ts';
import { needsRun } from '../asl/job.ts';
import { endOfLife } from '../asl/lifetime.ts';
import { isReady, type Position } from '../asl/position.ts';
import { type Stimulus, startPosition } from '../asl/step.ts';
import type { TaskToRun } from '../asl/turn.ts';
import type { LoadExecution } from '../executions/execution-facts.ts';
import { type ApplyOptions, createApply } from './apply-mail.ts';
import { createExecutionDues } from './execution-dues.ts';
import { createLifetimes } from './lifetimes.ts';
import { createLiveExecutions, type Live, type Mail } from './live-executions.ts';
import type { RunTask } from './run-task.ts';
import { createStartTask } from './start-task.ts';

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

export type TokenNews = Extract<Stimulus, { kind: 'tokenSent' | 'heartbeat' | 'activityStarted' }>;

export interface EngineOptions extends ApplyOptions {
  readonly runTask: RunTask;
  readonly loadExecution: LoadExecution;
}

export function createEngine(options: EngineOptions): Engine {
  const { clock, log } = options.environment;
  let running = 0;
  const apply = createApply(options);
  const find = createFind(options);
  const startTask = createStartTask(options, (key, mail) => lives.post(key, mail));

  const lives = createLiveExecutions({
    work: clock.work,
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
    hold: (key) => dues.hold(key),
    gone: () => options.mapRuns.noticeRoom(),
    leave: ({ key, position }) => {
      dues.set(key, position);
      if (position.status === 'RUNNING') return isInFlight(position);
      running -= 1;
      return false;
    },
  });

  const due = (key: string): void => lives.post(key, { stimulus: { kind: 'due' } });
  const dues = createExecutionDues(clock, { due, retry: (key) => lives.goOn(key) });
  const lifetimes = createLifetimes(clock, options.store, due);
  /** @param isUnrefused it waits for room, where the disk is full */
  const ask = (key: string, stimulus: Stimulus, isUnrefused = false): Promise<void> =>
    new Promise((done, refuse) => {
      lives.post(key, { stimulus, done, ...(isUnrefused ? {} : { refuse }) }, true);
    });

  const takeUp = (key: string): void => {
    const live = find(key);
    if (live === undefined) return;
    running += 1;
    lifetimes.notice(endOfLife(live.facts));
    for (const task of listInFlight(live.position)) startTask(live, task, true);
    const next = findNext(live.position);
    if (next !== undefined) lives.post(key, { stimulus: next });
    dues.set(key, live.position);
  };

  return {
    begin: (key) => {
      running += 1;
      lifetimes.notice(endOfLife({ startedAt: clock.now() }));
      lives.post(key, { stimulus: { kind: 'start' } });
    },
    abort: (key, reason) => ask(key, { kind: 'stop', ...reason }),
    sendNews: (key, news) => ask(key, news),
    endMapRun: (key, ended) => lives.post(key, { stimulus: { kind: 'mapRunEnded', ...ended } }),
    redrive: async (key) => {
      running += 1;
      const execution = options.store.executions.get(key);
      if (execution !== undefined) lifetimes.notice(endOfLife(execution));
      await ask(key, { kind: 'redrive' }, true);
    },
    runningCount: () => running,
    liveCount: () => lives.count(),
    start: () => {
      for (const { key } of options.store.running.list()) takeUp(key);
      options.jobs.stopAbandoned();
    },
    stop: async () => {
      lives.stop();
      await Promise.all([dues.stop(), lifetimes.stop()]);
    },
  };
}

/** What is stored of an execution that runs. */
function createFind({ store, loadExecution }: EngineOptions): (key: string) => Live | undefined {
  return (key) => {
    const execution = store.executions.get(key);
    if (execution === undefined || execution.status !== 'RUNNING') return undefined;
    const position = store.positions.get(key) ?? startPosition;
    return {
      ...loadExecution(key, execution),
      key,
      position,
      mailbox: [],
      isWorking: false,
    };
  };
}

/** Whether an answer will come soon. */
function isInFlight({ threads }: Position): boolean {
  return Object.values(threads).some(
    ({ phase }) => phase.kind === 'task' && phase.isSubmitted !== true,
  );
}

/** Tasks whose answers died with the endpoint that had asked. */
function listInFlight({ status, threads }: Position): readonly TaskToRun[] {
  if (status !== 'RUNNING') return [];
  return Object.values(threads).flatMap(({ id, phase }) =>
    phase.kind === 'task' && needsRun(phase) ? [{ threadId: id, task: phase }] : [],
  );
}

/** What it does next though nobody answers and no time passes. */
function findNext({ status, lastEventId, threads }: Position): Stimulus | undefined {
  if (lastEventId === 0) return { kind: 'start' };
  // That it is redriven was stored, and the endpoint died before the first step of it.
  if (status !== 'RUNNING') return { kind: 'redrive' };
  return Object.values(threads).some(isReady) ? { kind: 'continue' } : undefined;
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
