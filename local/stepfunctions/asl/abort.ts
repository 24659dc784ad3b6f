// One branch has failed: the others are let go of. Neither this nor a stop ends a Lambda that runs: its answer is just not awaited.
import { mapIteration } from './history-event.ts';
import { stateOf } from './machine.ts';
import { childrenOf, type Thread, toFailedPhase } from './position.ts';
import type { Turn } from './turn.ts';

/** The types of state for which the history has an Aborted event. */
const ABORTED_TYPES = new Set(['Task', 'Wait', 'Parallel', 'Map']);

export function abortSiblings(turn: Turn, parent: Thread, failedId: string): void {
  const isMap = stateOf(turn.machine, parent).Type === 'Map';
  for (const child of childrenOf(turn.position(), parent.id)) {
    if (child.id === failedId) continue;
    abort(turn, child);
    if (isMap) {
      turn.tell(mapIteration('Aborted', parent.state, child.index ?? 0), child.previousEventId);
    }
  }
}

function abort(turn: Turn, thread: Thread): void {
  for (const child of childrenOf(turn.position(), thread.id)) abort(turn, child);
  const { Type } = stateOf(turn.machine, thread);
  if (thread.phase.kind === 'mapRun') turn.tell({ type: 'MapRunAborted' }, thread.previousEventId);
  const entered = thread.phase.kind !== 'entering';
  if (entered && ABORTED_TYPES.has(Type)) {
    turn.tell({ type: `${Type}StateAborted` }, thread.previousEventId);
  }
  const { phase } = thread;
  if (phase.kind !== 'joining' && phase.kind !== 'entering') {
    turn.put({ ...thread, phase: toFailedPhase(phase) });
  }
}

export function dropDescendants(turn: Turn, id: string): void {
  for (const child of childrenOf(turn.position(), id)) {
    dropDescendants(turn, child.id);
    turn.drop(child.id);
  }
}
