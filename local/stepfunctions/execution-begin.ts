// An execution comes into being: stored with its place in the list, marked as running, its RUNNING event queued, then begun.
import type { Parts } from './parts.ts';
import { type ExecutionDocument, newestKey, regionOf } from './store.ts';

type NewExecution = Pick<
  ExecutionDocument,
  'machineName' | 'name' | 'revision' | 'input' | 'traceHeader'
>;

/** @returns when it began, milliseconds since the epoch */
export type Begin = (key: string, execution: NewExecution) => number;

export function createBegin(parts: Parts): Begin {
  const { environment, engine, store, telling } = parts;
  return (key, execution) => {
    const startedAt = environment.clock.now();
    const begun: ExecutionDocument = {
      ...execution,
      startedAt,
      status: 'RUNNING',
      redriveCount: 0,
    };
    store.transaction(() => {
      store.executions.put(key, begun);
      store.running.put(key, true);
      const place = newestKey(regionOf(key), execution.machineName, store.nextNumber());
      store.newest.put(place, key);
      telling.queueStatus(parts.loadExecution(key, begun).facts, begun);
    });
    telling.tellStatus();
    engine.begin(key);
    return startedAt;
  };
}
