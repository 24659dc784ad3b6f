// How a machine goes (API reference, DeleteStateMachine): at once where nothing of it runs; otherwise it is DELETING, its executions end
// with their next transition, and it goes with the last of them.
import { machineKey, type StatesStore } from '../store.ts';
import type { Telling } from '../telling/telling.ts';

export interface Deletion {
  /** One that is not there is left alone. */
  begin(machine: string): void;
  /** An execution of the machine has taken a step. @returns whether it is to end */
  noticeStep(machine: string): boolean;
  /** Takes up what was left to do when the endpoint stopped. */
  start(): void;
}

export function createDeletion(store: StatesStore): Deletion {
  /** Machines that wait for their executions: a cache, so that no step needs to look into the store. */
  const waiting = new Set(
    store.machines
      .list()
      .filter(({ document }) => document.isDeleting === true)
      .map(({ key }) => key),
  );

  const finish = (machine: string): boolean => {
    if (store.running.list({ prefix: `${machine}/`, limit: 1 }).length > 0) return false;
    store.transaction(() => forgetMachine(store, machine));
    waiting.delete(machine);
    return true;
  };

  return {
    begin: (machine) => {
      const document = store.machines.get(machine);
      if (document === undefined || finish(machine)) return;
      store.machines.put(machine, { ...document, isDeleting: true });
      waiting.add(machine);
    },
    noticeStep: (machine) => waiting.has(machine) && !finish(machine),
    start: () => {
      for (const machine of [...waiting]) finish(machine);
    },
  };
}

/** Executions stay, with the revisions that they ran. */
function forgetMachine({ machines, versions, aliases }: StatesStore, machine: string): void {
  for (const { key } of versions.list({ prefix: `${machine}/` })) versions.delete(key);
  for (const { key } of aliases.list({ prefix: `${machine}/` })) aliases.delete(key);
  machines.delete(machine);
}

/** Every step is told, so whoever waits for one hears of it here. */
export function tellDeletion(
  telling: Telling,
  { store, deletion }: { readonly store: StatesStore; readonly deletion: Deletion },
  abort: (key: string) => void,
): Telling {
  return {
    ...telling,
    tellEvents: (execution, events, redriveCount) => {
      telling.tellEvents(execution, events, redriveCount);
      const { region, machineName } = execution.facts;
      if (events.length > 0 && deletion.noticeStep(machineKey(region, machineName))) {
        abort(findOutermost(store, execution.key));
      }
    },
  };
}

/** A map run's execution ends with the one that holds the Map, as otherwise the next of its items would begin. */
function findOutermost(store: StatesStore, key: string): string {
  const mapRun = store.executions.get(key)?.mapRun;
  const parent = mapRun && store.mapRuns.get(mapRun.key)?.parentKey;
  return parent === undefined ? key : findOutermost(store, parent);
}
