// A state has failed: told, retried, caught, or handed to whoever waits for its thread, up to the execution.
import { abortSiblings, dropDescendants } from './abort.ts';
import type { State } from './definition.ts';
import { finishState } from './exit.ts';
import { evaluationFailed, executionEnded, mapIteration } from './history-event.ts';
import { stateOf } from './machine.ts';
import { type Thread, toFailedPhase } from './position.ts';
import { findCatcher, findRetry } from './retry.ts';
import { isStatesError, StatesError } from './states-error.ts';
import type { Turn } from './turn.ts';

/** Does the work; where it throws a StatesError, the thread's state has failed. */
export async function catchStatesErrors(
  turn: Turn,
  thread: Thread,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isStatesError(error)) throw error;
    await failState(turn, turn.thread(thread.id), error);
  }
}

export async function failState(turn: Turn, failed: Thread, thrown: StatesError): Promise<void> {
  const state = stateOf(turn.machine, failed);
  const { thread, error } = tellFailure(turn, failed, thrown);
  turn.onFailure?.(thread, error);
  if (retry(turn, thread, state, error)) return;
  if (await recover(turn, thread, state, error)) return;
  await failThread(turn, turn.thread(thread.id), error);
}

/** The cause names the state, and a failed expression has an event of its own. */
function tellFailure(
  turn: Turn,
  thread: Thread,
  thrown: StatesError,
): { thread: Thread; error: StatesError } {
  const { location, afterEntry, told } = thrown.options;
  const ofTheInterpreter = location !== undefined || thrown.error === 'States.Runtime';
  if (!ofTheInterpreter || told === true) return { thread, error: thrown };
  const cause = `An error occurred while executing the state '${thread.state}' (entered at the event id #${String(thread.enteredEventId)}). ${thrown.causeText ?? ''}`;
  const error = new StatesError(thrown.error, cause, { told: true });
  if (location === undefined) return { thread, error };
  const id = turn.tell(
    evaluationFailed({ error: thrown.error, cause, location, state: thread.state }),
    // Recorded: it hangs on the event before StateEntered, as if the state had not been entered.
    afterEntry === true ? thread.enteredEventId : thread.beforeEntryEventId,
  );
  return { thread: turn.put({ ...thread, previousEventId: id }), error };
}

function retry(turn: Turn, thread: Thread, state: State, error: StatesError): boolean {
  const retriers = 'Retry' in state ? (state.Retry ?? []) : [];
  const found = findRetry(retriers, thread.spent, error, turn.chance);
  if (found === undefined) return false;
  dropDescendants(turn, thread.id);
  turn.put({
    ...thread,
    spent: found.spent,
    retryCount: thread.retryCount + 1,
    phase: { kind: 'backingOff', until: turn.now + found.delayMs },
  });
  return true;
}

/** A Catcher whose own Output or Assign fails has not caught: its error goes up in the place of the first. */
async function recover(
  turn: Turn,
  thread: Thread,
  state: State,
  error: StatesError,
): Promise<boolean> {
  const catchers = 'Catch' in state ? (state.Catch ?? []) : [];
  const found = findCatcher(catchers, error);
  if (found === undefined) return false;
  const errorOutput = { Error: error.error ?? '', Cause: error.causeText ?? '' };
  try {
    await finishState(turn, thread, {
      results: found.catcher,
      place: `Catch[${String(found.index)}]/`,
      result: errorOutput,
      more: { errorOutput },
      next: found.catcher.Next,
    });
    dropDescendants(turn, thread.id);
  } catch (thrown) {
    if (!isStatesError(thrown)) throw thrown;
    const told = tellFailure(turn, thread, thrown);
    await failThread(turn, told.thread, told.error);
  }
  return true;
}

async function failThread(turn: Turn, thread: Thread, error: StatesError): Promise<void> {
  // What waits for others keeps what it has, for a redrive.
  const failed =
    thread.phase.kind === 'joining'
      ? thread
      : turn.put({ ...thread, phase: toFailedPhase(thread.phase) });
  const failure = { error: error.error, cause: error.causeText };
  // Nothing catches States.Runtime, so it ends the execution from wherever it is (measured).
  if (failed.parentId === undefined || error.error === 'States.Runtime') {
    turn.tellLast(executionEnded('Failed', failure), failed.previousEventId);
    turn.end({ status: 'FAILED', ...failure });
    return;
  }
  await failParent(turn, turn.thread(failed.parentId), failed, error);
}

async function failParent(
  turn: Turn,
  parent: Thread,
  child: Thread,
  error: StatesError,
): Promise<void> {
  const { Type } = stateOf(turn.machine, parent);
  if (Type === 'Map') {
    turn.tell(mapIteration('Failed', parent.state, child.index ?? 0), child.previousEventId);
  }
  abortSiblings(turn, parent, child.id);
  const id = turn.tell({ type: `${Type}StateFailed` }, child.previousEventId);
  await failState(turn, turn.put({ ...turn.thread(parent.id), previousEventId: id }), error);
}
