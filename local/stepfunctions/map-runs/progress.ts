// How far a map run is, in memory: which of its executions run, and how many stand how. It is read from the store when the run begins,
// goes on, or is taken up after a restart.
import { nextTurn } from '../../clock.ts';
import { isTolerated } from '../asl/distributed-map/tolerance.ts';
import type { StatesStore } from '../store.ts';
import type { Children } from './children.ts';
import {
  CHILD_STATES,
  type ChildState,
  type Count,
  type MapRunBounds,
  type MapRunCounts,
  type MapRunItem,
  mapRunItemKey,
} from './map-run-document.ts';

export interface Progress {
  /** Executions that run, by their keys. */
  readonly running: Map<string, RunningChild>;
  /** The first that nobody has looked at. */
  next: number;
  readonly total: number;
  /** None of them has begun but by this. */
  readonly isFresh: boolean;
  readonly move: (from: ChildState, to: ChildState, itemCount: number) => void;
  readonly counts: () => MapRunCounts;
}

export interface RunningChild {
  readonly index: number;
  readonly itemCount: number;
}

const PAGE = 1000;

/** @param isFresh none of its executions has begun */
export async function loadProgress(
  store: StatesStore,
  key: string,
  { planned, children, isFresh }: { planned: Count; children: Children; isFresh: boolean },
): Promise<Progress> {
  const tally = Object.fromEntries(
    CHILD_STATES.map((state) => [state, { executions: 0, items: 0 }]),
  ) as Record<ChildState, { executions: number; items: number }>;
  const add = (state: ChildState, sign: 1 | -1, itemCount: number): void => {
    tally[state].executions += sign;
    tally[state].items += sign * itemCount;
  };
  const running = new Map<string, RunningChild>();
  if (isFresh) Object.assign(tally.pending, planned);
  else {
    for await (const { index, item } of listItems(store, key)) {
      const execution = children.find(index);
      const state = children.stateOf(execution);
      add(state, 1, item.itemCount);
      // An EXPRESS one did not outlive the endpoint: it is begun anew when its turn comes.
      if (state === 'running' && execution?.expressId === undefined) {
        running.set(children.keyOf(index), { index, itemCount: item.itemCount });
      }
    }
  }
  return {
    running,
    next: 0,
    isFresh,
    total: planned.executions,
    move: (from, to, itemCount) => {
      add(from, -1, itemCount);
      add(to, 1, itemCount);
    },
    counts: () =>
      Object.fromEntries(
        CHILD_STATES.map((state) => [state, { ...tally[state] }]),
      ) as unknown as MapRunCounts,
  };
}

/** Page by page, so that others have their turn. */
async function* listItems(
  store: StatesStore,
  key: string,
): AsyncGenerator<{ readonly index: number; readonly item: MapRunItem }> {
  let index = 0;
  for (;;) {
    const after = index === 0 ? {} : { after: mapRunItemKey(key, index - 1) };
    const page = store.mapRunItems.list({ prefix: `${key}/`, ...after, limit: PAGE });
    for (const { document: item } of page) {
      yield { index, item };
      index += 1;
    }
    if (page.length < PAGE) return;
    await nextTurn();
  }
}

/** Whether more has failed than is tolerated. */
export function exceedsTolerance(counts: MapRunCounts, bounds: MapRunBounds): boolean {
  const total = CHILD_STATES.reduce((sum, state) => sum + counts[state].items, 0);
  return !isTolerated(counts.failed.items + counts.timedOut.items, total, bounds);
}
