// Executions are kept for 90 days after they have ended (Step Functions quotas); their names are then free again.
import { forgetMapRuns } from '../map-runs/forget-map-runs.ts';
import { type ExecutionDocument, regionOf, type StatesStore } from '../store.ts';

const KEPT_MS = 90 * 24 * 60 * 60 * 1000;

/** How many of a machine's oldest executions are looked at whenever one begins. */
const LOOKED_AT = 4;

export function isExpired(
  { stoppedAt }: Pick<ExecutionDocument, 'stoppedAt'>,
  now: number,
): boolean {
  return stoppedAt !== undefined && now - stoppedAt >= KEPT_MS;
}

/** Forgets what its machine's oldest executions left, a few at a time: no timer is needed for it. */
export function forgetExpired(store: StatesStore, machine: string, now: number): void {
  const oldest = store.newest.list({ prefix: `${machine}/`, reverse: true, limit: LOOKED_AT });
  for (const { document: key } of oldest) {
    const execution = store.executions.get(key);
    if (execution !== undefined && isExpired(execution, now)) forgetExecution(store, key);
  }
}

/** An execution with all that is stored of it. */
export function forgetExecution(store: StatesStore, key: string): void {
  const execution = store.executions.get(key);
  if (execution === undefined) return;
  store.transaction(() => {
    for (const { key: event } of store.events.list({ prefix: `${key}/` })) {
      store.events.delete(event);
    }
    forgetMapRuns(store, key, (child) => forgetExecution(store, child));
    store.positions.delete(key);
    store.executions.delete(key);
    const place = execution.place ?? findPlace(store, key, execution);
    if (place !== undefined) store.newest.delete(place);
  });
}

/** Folders of former releases do not say where it stands. */
function findPlace(
  { newest }: StatesStore,
  key: string,
  { machineName }: ExecutionDocument,
): string | undefined {
  const prefix = `${regionOf(key)}/${machineName}/`;
  return newest.list({ prefix }).find(({ document }) => document === key)?.key;
}
