// The end of a thread that succeeded: of the execution, of a branch, of an iteration.
import { startNextItem } from './fork.ts';
import { executionSucceeded, mapIteration } from './history-event.ts';
import type { Json } from './json.ts';
import type { Thread } from './position.ts';
import type { Turn } from './turn.ts';

/** @param thread as it left its last state */
export function endThread(turn: Turn, thread: Thread, output: Json): void {
  if (thread.parentId === undefined) {
    turn.tellLast(executionSucceeded(JSON.stringify(output)), thread.previousEventId);
    turn.drop(thread.id);
    turn.end({ status: 'SUCCEEDED', output });
    return;
  }
  const parent = turn.thread(thread.parentId);
  const { phase } = parent;
  if (phase.kind !== 'joining') throw new Error(`thread ${parent.id} waits for nobody`);
  turn.drop(thread.id);
  const joined = turn.put({
    ...parent,
    phase: { ...phase, outputs: { ...phase.outputs, [String(thread.index)]: output } },
    previousEventId:
      phase.items === undefined ? thread.previousEventId : tellIteration(turn, parent, thread),
  });
  // Hangs on the same event as the MapIterationSucceeded before it (recorded answer).
  startNextItem(turn, joined, thread.previousEventId);
}

function tellIteration(turn: Turn, parent: Thread, thread: Thread): number {
  const event = mapIteration('Succeeded', parent.state, thread.index ?? 0);
  return turn.tell(event, thread.previousEventId);
}
