// One step becomes durable: its events, the position after it, and how the execution ended, all or nothing.
import type { Position } from './asl/position.ts';
import type { Outcome, StepResult } from './asl/turn.ts';
import type { Live } from './live-executions.ts';
import { type ExecutionDocument, eventKey, type StatesStore } from './store.ts';
import type { Telling } from './telling.ts';

export type Commit = (live: Live, result: StepResult) => void;

export function createCommit(store: StatesStore, telling: Telling): Commit {
  return (live, { events, position, outcome }) => {
    const { key } = live;
    store.transaction(() => {
      const last = events.at(-1);
      if (last !== undefined) store.events.put(eventKey(key, last.id), events);
      // Only what did not succeed can be redriven.
      if (outcome?.status === 'SUCCEEDED') store.positions.delete(key);
      else store.positions.put(key, position);
      if (outcome === undefined) return;
      const before = store.executions.get(key);
      if (before === undefined) throw new Error(`the execution ${key} is not stored`);
      const endedAt = last?.timestamp ?? before.startedAt;
      const ended = toEnded(before, outcome, toStopTime(endedAt, outcome, position));
      store.executions.put(key, ended);
      store.running.delete(key);
      telling.queueStatus(live.facts, ended);
    });
    telling.tellEvents(live, events);
    if (outcome !== undefined) telling.tellStatus();
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
