// The way out of a state: Output and Assign from the values at entry, StateExited, and on to the next state
// or to the end of the thread.
import type { Results } from './definition.ts';
import { endThread } from './end-thread.ts';
import { stateExited } from './history-event.ts';
import { bytesOf, type Json, type JsonObject } from './json.ts';
import { stateOf } from './machine.ts';
import type { Thread } from './position.ts';
import { dataLimitExceeded, type StatesError } from './states-error.ts';
import { evaluateTemplate } from './template.ts';
import type { Turn } from './turn.ts';

export interface Finish {
  readonly results: Results;
  /** Where the results stand, such as `Catch[0]/`; empty for the state itself. */
  readonly place: string;
  /** The output where there is no Output. */
  readonly result: Json;
  /** `$states.result` or `$states.errorOutput`. */
  readonly more?: JsonObject;
  readonly next: string | undefined;
}

/** States Language and AWS documentation, "Passing data between states with variables": one Assign, and all variables of an execution. */
const ASSIGN_BYTES_MAX = 256 * 1024;
const VARIABLES_BYTES_MAX = 10 * 1024 * 1024;

/** @throws StatesError where Output or Assign cannot be evaluated, or is too large */
export async function finishState(turn: Turn, thread: Thread, finish: Finish): Promise<void> {
  const scope = turn.visit(thread).scope(finish.more);
  const { Output, Assign } = finish.results;
  const output =
    Output === undefined
      ? finish.result
      : await evaluateTemplate(turn.expressions, Output, `${finish.place}Output`, scope);
  const assigned =
    Assign === undefined
      ? undefined
      : ((await evaluateTemplate(
          turn.expressions,
          Assign,
          `${finish.place}Assign`,
          scope,
        )) as JsonObject);

  const text = JSON.stringify(output);
  if (bytesOf(text) > turn.limits.stateDataBytesMax) throw dataLimitExceeded(thread.state);
  const variables = assign(turn, thread, assigned);
  const state = stateOf(turn.machine, thread);
  const exited = turn.tell(
    stateExited(state.Type, { name: thread.state, output: text, assigned: toTexts(assigned) }),
    thread.previousEventId,
  );
  const left: Thread = { ...thread, variables, previousEventId: exited };
  if (finish.next === undefined) {
    endThread(turn, left, output);
    return;
  }
  turn.put({
    ...left,
    state: finish.next,
    input: output,
    phase: { kind: 'entering' },
    enteredEventId: 0,
    spent: [],
    retryCount: 0,
  });
}

function assign(turn: Turn, thread: Thread, assigned: JsonObject | undefined): JsonObject {
  if (assigned === undefined) return thread.variables;
  const tooLarge = (): StatesError => dataLimitExceeded(thread.state);
  if (bytesOf(JSON.stringify(assigned)) > ASSIGN_BYTES_MAX) throw tooLarge();
  const variables = { ...thread.variables, ...assigned };
  let bytes = bytesOfVariables(variables);
  for (const other of Object.values(turn.position().threads)) {
    if (other.id !== thread.id) bytes += bytesOfVariables(other.variables);
  }
  if (bytes > VARIABLES_BYTES_MAX) throw tooLarge();
  return variables;
}

/** Of each set of variables once: whoever assigns makes a new one. */
const knownBytes = new WeakMap<JsonObject, number>();

function bytesOfVariables(variables: JsonObject): number {
  const known = knownBytes.get(variables);
  if (known !== undefined) return known;
  const bytes = bytesOf(JSON.stringify(variables));
  knownBytes.set(variables, bytes);
  return bytes;
}

function toTexts(assigned: JsonObject | undefined): Record<string, string> | undefined {
  if (assigned === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]),
  );
}
