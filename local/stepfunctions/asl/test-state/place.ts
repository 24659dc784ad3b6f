// Where the state under test stands: its own scope, and the Map and Parallel states around it.
import type { Definition, StateScope } from '../definition.ts';
import { isDistributed } from '../distributed-map/work-distributed-map.ts';
import type { Json, JsonObject } from '../json.ts';
import { innerScope, type Machine, stateOf } from '../machine.ts';
import type { Position, Thread } from '../position.ts';

export interface Place {
  /** Whether it stands in the item processor of a Map. */
  readonly isItem?: true;
  /** As in Thread. */
  readonly scope: string;
  readonly state: string;
  /** The branch that the next inner place is in; undefined for a Map, and for the innermost. */
  readonly branch?: number;
}

/** From the outermost state to the one that is named, or undefined where the machine has none of this name. */
export function findPlace(definition: Definition, name: string): readonly Place[] | undefined {
  return findIn(definition, '', name);
}

/** Whether a state of this name stands somewhere inside the one at the end of the places. */
export function isInside(definition: Definition, places: readonly Place[], name: string): boolean {
  const found = findPlace(definition, name) ?? [];
  const around = found[places.length - 1];
  const tested = places.at(-1);
  return (
    found.length > places.length &&
    around?.scope === tested?.scope &&
    around?.state === tested?.state
  );
}

function findIn(scope: StateScope, path: string, name: string): readonly Place[] | undefined {
  if (Object.hasOwn(scope.States, name)) return [{ scope: path, state: name }];
  for (const [state, { branch, inner }] of listInner(scope)) {
    const found = findIn(inner, innerScope(path, state, branch), name);
    if (found === undefined) continue;
    const [first, ...rest] = found;
    if (first === undefined) continue;
    return branch === undefined
      ? [{ scope: path, state }, { ...first, isItem: true }, ...rest]
      : [{ scope: path, state, branch }, first, ...rest];
  }
  return undefined;
}

type Inner = readonly [string, { readonly branch: number | undefined; readonly inner: StateScope }];

function listInner({ States: states }: StateScope): readonly Inner[] {
  return Object.entries(states).flatMap(([name, state]): Inner[] => {
    if (state.Type === 'Map') return [[name, { branch: undefined, inner: state.ItemProcessor }]];
    if (state.Type !== 'Parallel') return [];
    return state.Branches.map((inner, branch) => [name, { branch, inner }]);
  });
}

/** The places in the innermost execution: items of a DISTRIBUTED Map have executions of their own. */
export function withinExecution(machine: Machine, places: readonly Place[]): readonly Place[] {
  const outer = places.slice(0, -1).findLastIndex((place) => {
    const state = stateOf(machine, place);
    return state.Type === 'Map' && isDistributed(state);
  });
  return places.slice(outer + 1);
}

/** Branches or items that never end, so that no test goes on beyond its state. */
const UNFINISHED = 2;

/** A position in which nothing has happened but that the execution has come to this place. */
export function toPosition(
  places: readonly Place[],
  begin: {
    readonly input: Json;
    readonly variables: JsonObject;
    readonly now: number;
    readonly spent: (place: Place) => readonly number[];
    readonly retryCount: number;
  },
): { readonly position: Position; readonly threadId: string } {
  const threads: Record<string, Thread> = {};
  let threadId = '';
  for (const [depth, place] of places.entries()) {
    const isTested = depth === places.length - 1;
    const outer = places[depth - 1];
    const parentId = depth === 0 ? undefined : threadId;
    const index = outer?.branch ?? 0;
    threadId = parentId === undefined ? '0' : `${parentId}.${String(index)}`;
    const { input } = begin;
    threads[threadId] = {
      id: threadId,
      ...(parentId === undefined ? {} : { parentId, index }),
      ...(place.isItem === true ? { item: { Index: 0, Value: input } } : {}),
      scope: place.scope,
      state: place.state,
      input,
      variables: isTested ? begin.variables : {},
      phase: isTested
        ? { kind: 'entering' }
        : {
            kind: 'joining',
            total: UNFINISHED,
            outputs: {},
            ...(place.branch === undefined ? { items: [input], nextItem: 1 } : {}),
          },
      previousEventId: 0,
      beforeEntryEventId: 0,
      enteredEventId: 0,
      enteredAt: begin.now,
      spent: begin.spent(place),
      retryCount: isTested ? begin.retryCount : 0,
    };
  }
  return { position: { status: 'RUNNING', lastEventId: 0, threads, redriveCount: 0 }, threadId };
}
