// What every action of Scheduler is given.
import type { Environment } from '../service.ts';
import { createFirings, type Firings } from './firings.ts';
import { createInvocations, type Invocations } from './invocations.ts';
import { createSchedulerStore, type SchedulerStore } from './store.ts';

export interface Scheduler {
  readonly environment: Environment;
  readonly store: SchedulerStore;
  readonly firings: Firings;
  readonly invocations: Invocations;
}

export function createSchedulerParts(environment: Environment): Scheduler {
  const store = createSchedulerStore(environment);
  const invocations = createInvocations(environment, store);
  return {
    environment,
    store,
    invocations,
    firings: createFirings(environment, store, invocations),
  };
}
