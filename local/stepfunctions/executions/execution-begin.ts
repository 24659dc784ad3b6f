// An execution comes into being: stored with its place in the list, marked as running, its RUNNING event queued, then begun.
import type { Environment } from '../../service.ts';
import {
  type ExecutionDocument,
  machineKey,
  newestKey,
  regionOf,
  type StatesStore,
} from '../store.ts';
import type { Telling } from '../telling/telling.ts';
import type { LoadExecution } from './execution-facts.ts';
import { forgetExpired } from './retention.ts';

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

export interface BeginOptions {
  readonly environment: Pick<Environment, 'clock'>;
  readonly engine: { readonly begin: (key: string) => void };
  readonly store: StatesStore;
  readonly telling: Telling;
  readonly loadExecution: LoadExecution;
}

export function createBegin(parts: BeginOptions): Begin {
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
