// One step becomes durable: its events, the position after it, and how the execution ended, all or nothing.
import { listAbandonedJobs } from '../asl/job.ts';
import type { Position } from '../asl/position.ts';
import type { Outcome, StepResult } from '../asl/turn.ts';
import type { MapRuns } from '../map-runs/map-runs-port.ts';
import { type ExecutionDocument, eventKey, type StatesStore } from '../store.ts';
import type { Telling } from '../telling/telling.ts';
import type { Jobs } from './jobs.ts';
import type { Live } from './live-executions.ts';

export type Commit = (live: Live, result: StepResult) => void;

export interface CommitOptions {
  readonly store: StatesStore;
  readonly telling: Telling;
  readonly jobs: Jobs;
  readonly mapRuns: MapRuns;
}

export function createCommit({ store, telling, jobs, mapRuns }: CommitOptions): Commit {
  return (live, result) => {
    const { events, position, outcome } = result;
    const { key } = live;
    const abandoned = listAbandonedJobs(live.position, position);
    store.transaction(() => {
      const last = events.at(-1);
      if (last !== undefined) store.events.put(eventKey(key, last.id), events);
      // Only what did not succeed can be redriven.
      if (outcome?.status === 'SUCCEEDED') store.positions.delete(key);
      else store.positions.put(key, position);
      jobs.abandon(abandoned, live.facts);
      mapRuns.note(live, result);
      if (outcome === undefined) return;
      const before = store.executions.get(key);
      if (before === undefined) throw new Error(`the execution ${key} is not stored`);
      const endedAt = last?.timestamp ?? before.startedAt;
      const ended = toEnded(before, outcome, toStopTime(endedAt, outcome, position));
      store.executions.put(key, ended);
      store.running.delete(key);
      telling.queueStatus(live.facts, ended);
    });
    telling.tellEvents(live, events, position.redriveCount);
    if (outcome !== undefined) telling.tellStatus();
    if (outcome !== undefined) jobs.tellEnded(key);
    mapRuns.tellStored(key, outcome !== undefined);
    if (abandoned.length > 0) jobs.stopAbandoned();
  };
}

/** The machine's timeout ends it at that very time, however late it is noticed (measured: start plus TimeoutSeconds). */
function toStopTime(endedAt: number, { status }: Outcome, { deadline }: Position): number {
  return status === 'TIMED_OUT' && deadline !== undefined ? deadline : endedAt;
}

function toEnded(
  execution: ExecutionDocument,
  { status, output, error, cause }: Outcome,
  stoppedAt: number,
): ExecutionDocument {
  return {
    ...execution,
    status,
    stoppedAt,
    ...(output === undefined ? {} : { output: JSON.stringify(output) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}
