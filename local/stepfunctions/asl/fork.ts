// Parallel and Map: threads that begin together, and what they bring back.
import type { Effect } from './effect.ts';
import { mapIteration, mapStateStarted } from './history-event.ts';
import type { Json } from './json.ts';
import { innerScope, stateOf } from './machine.ts';
import type { JoiningPhase, Thread } from './position.ts';
import { STATE_DATA } from './states/map.ts';
import type { Turn } from './turn.ts';

export function forkBranches(turn: Turn, thread: Thread, input: Json): void {
  const state = stateOf(turn.machine, thread);
  if (state.Type !== 'Parallel') throw new Error(`${thread.state} is no Parallel state`);
  const started = turn.tell({ type: 'ParallelStateStarted' }, thread.previousEventId);
  const total = state.Branches.length;
  turn.put({
    ...thread,
    phase: { kind: 'joining', total, outputs: {} },
    previousEventId: started,
  });
  for (const index of state.Branches.keys()) {
    startChild(turn, thread, { index, branch: index, input, previousEventId: started });
  }
}

export function forkItems(
  turn: Turn,
  thread: Thread,
  { items, concurrencyMax }: Extract<Effect, { kind: 'items' }>,
): void {
  const started = turn.tell(mapStateStarted(items.length), thread.previousEventId);
  const phase: JoiningPhase = {
    kind: 'joining',
    total: items.length,
    outputs: {},
    items,
    nextItem: 0,
  };
  turn.put({ ...thread, phase, previousEventId: started });
  for (let count = 0; count < Math.min(concurrencyMax, items.length); count += 1) {
    startNextItem(turn, turn.thread(thread.id), started);
  }
}

/** Begins a Map's next iteration, if there is one. */
export function startNextItem(turn: Turn, thread: Thread, previousEventId: number): void {
  const { phase } = thread;
  if (phase.kind !== 'joining' || phase.items === undefined) return;
  const index = phase.nextItem ?? 0;
  const input = phase.items[index];
  if (input === undefined) return;
  const started = turn.tell(mapIteration('Started', thread.state, index), previousEventId);
  turn.put({ ...thread, phase: { ...phase, nextItem: index + 1 } });
  startChild(turn, thread, {
    index,
    branch: undefined,
    input,
    previousEventId: started,
    item: { Index: index, Value: input, Source: STATE_DATA },
  });
}

interface Child {
  readonly index: number;
  /** Undefined for an iteration. */
  readonly branch: number | undefined;
  readonly input: Json;
  readonly previousEventId: number;
  readonly item?: NonNullable<Thread['item']>;
}

function startChild(turn: Turn, parent: Thread, child: Child): void {
  const scope = innerScope(parent.scope, parent.state, child.branch);
  turn.put({
    id: `${parent.id}.${String(child.index)}`,
    parentId: parent.id,
    index: child.index,
    scope,
    state: turn.machine.scope(scope).StartAt,
    input: child.input,
    variables: {},
    phase: { kind: 'entering' },
    previousEventId: child.previousEventId,
    beforeEntryEventId: child.previousEventId,
    enteredEventId: 0,
    enteredAt: turn.now,
    spent: [],
    retryCount: 0,
    ...(child.item === undefined ? {} : { item: child.item }),
  });
}

/** The outputs in the order of branches or items, whatever order they came in. */
export function joinedOutputs({ total, outputs }: JoiningPhase): Json {
  return Array.from({ length: total }, (_, index) => outputs[String(index)] ?? null);
}
