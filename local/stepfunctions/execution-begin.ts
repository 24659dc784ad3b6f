// An execution comes into being: stored with its place in the list, marked as running, its RUNNING event queued, then begun.
import type { Parts } from './parts.ts';
import { forgetExpired } from './retention.ts';
import { type ExecutionDocument, machineKey, newestKey, regionOf } from './store.ts';

export type NewExecution = Pick<
  ExecutionDocument,
  | 'machineName'
  | 'name'
  | 'revision'
  | 'input'
  | 'traceHeader'
  | 'version'
  | 'alias'
  | 'expressId'
  | 'mapRun'
>;

/** @returns when it began, milliseconds since the epoch */
export type Begin = (key: string, execution: NewExecution) => number;

export function createBegin(
  parts: Pick<Parts, 'environment' | 'engine' | 'store' | 'telling' | 'loadExecution'>,
): Begin {
  const { environment, engine, store, telling } = parts;
  return (key, execution) => {
    const startedAt = environment.clock.now();
    const { machineName } = execution;
    store.transaction(() => {
      const place = newestKey(regionOf(key), machineName, store.nextNumber());
      const begun: ExecutionDocument = {
        ...execution,
        startedAt,
        status: 'RUNNING',
        redriveCount: 0,
        place,
      };
      forgetExpired(store, machineKey(regionOf(key), machineName), startedAt);
      store.executions.put(key, begun);
      store.running.put(key, true);
      store.newest.put(place, key);
      telling.queueStatus(parts.loadExecution(key, begun).facts, begun);
    });
    telling.tellStatus();
    engine.begin(key);
    return startedAt;
  };
}
