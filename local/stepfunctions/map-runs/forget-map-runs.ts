// With an execution go its map runs, and with these their executions.
import { regionOf, type StatesStore } from '../store.ts';
import { toChild } from './child-names.ts';

/** @param forget an execution, with all that is stored of it */
export function forgetMapRuns(
  store: StatesStore,
  execution: string,
  forget: (key: string) => void,
): void {
  for (const { key: place, document: key } of store.mapRunsOf.list({ prefix: `${execution}/` })) {
    const mapRun = store.mapRuns.get(key);
    for (const [index, item] of store.mapRunItems.list({ prefix: `${key}/` }).entries()) {
      if (mapRun !== undefined) forget(toChild(regionOf(key), mapRun, index).key);
      store.mapRunItems.delete(item.key);
    }
    store.mapRuns.delete(key);
    store.mapRunsOf.delete(place);
  }
}
