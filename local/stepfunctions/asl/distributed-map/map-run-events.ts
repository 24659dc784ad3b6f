// A map run in the history of the execution that holds its Map: only its beginning and its end, for its items have histories of
// their own. What hangs on what is recorded from AWS.
import { finishState } from '../exit.ts';
import { catchStatesErrors, failState } from '../fail-state.ts';
import { toNamedUuid, toUuid } from '../functions.ts';
import { mapRunFailed, mapRunRedriven, mapRunStarted, mapStateStarted } from '../history-event.ts';
import { bytesOf, type Json } from '../json.ts';
import { innerScope, stateOf } from '../machine.ts';
import type { MapRunPhase, TaskNews, Thread } from '../position.ts';
import { dataLimitExceeded, StatesError } from '../states-error.ts';
import type { Turn } from '../turn.ts';
import type { MapRunRequest } from './map-run-request.ts';

export type MapRunResult =
  | { readonly kind: 'succeeded'; readonly output: Json }
  | {
      readonly kind: 'failed';
      readonly error: string;
      readonly cause: string;
      /** An expression of the state failed: its cause names the state. */
      readonly isOfState?: true;
    };

export async function startMapRun(
  turn: Turn,
  thread: Thread,
  request: MapRunRequest,
): Promise<void> {
  const { source } = request;
  const label = findLabel(turn, thread) ?? (await makeLabel(turn, thread));
  const length = source.kind === 'items' ? source.items.length : 0;
  const stateStartedEventId = turn.tell(mapStateStarted(length), thread.previousEventId);
  const mapRunArn = toMapRunArn(turn, label);
  const started = turn.tell(mapRunStarted(mapRunArn), stateStartedEventId);
  run(turn, thread, {
    kind: 'mapRun',
    attempt: started,
    mapRunArn,
    scope: innerScope(thread.scope, thread.state, undefined),
    stateStartedEventId,
    redriveCount: 0,
    request,
  });
}

function findLabel({ machine }: Turn, thread: Thread): string | undefined {
  const state = stateOf(machine, thread);
  return state.Type === 'Map' ? state.Label : undefined;
}

/** AWS's own labels are name-based UUIDs too, the same in every run of a state (recorded). */
async function makeLabel({ expressions, facts, now }: Turn, thread: Thread): Promise<string> {
  const seed = `${facts.machineArn} ${thread.scope}/States/${thread.state}`;
  const hash = (await expressions.evaluate("{% $hash($seed, 'MD5') %}", 'Label', {
    states: {},
    variables: { seed },
    now,
  })) as string;
  return toNamedUuid(hash);
}

/** The same map run goes on with the executions that did not succeed. */
export function redriveMapRun(turn: Turn, thread: Thread, mapRun: MapRunPhase): void {
  const redriveCount = mapRun.redriveCount + 1;
  const redriven = turn.tell(
    mapRunRedriven(mapRun.mapRunArn, redriveCount),
    mapRun.stateStartedEventId,
  );
  run(turn, thread, { ...mapRun, attempt: redriven, redriveCount });
}

/** `…:mapRun:<machine>/<label>:<uuid>` */
function toMapRunArn({ facts, chance }: Turn, label: string): string {
  const [place] = facts.machineArn.split(':stateMachine:');
  return `${place ?? ''}:mapRun:${facts.machineName}/${label}:${toUuid(chance(16))}`;
}

function run(turn: Turn, thread: Thread, mapRun: MapRunPhase): void {
  turn.put({ ...thread, phase: mapRun, previousEventId: mapRun.attempt });
  turn.startMapRun({ threadId: thread.id, mapRun });
}

export async function applyMapRunEnded(
  turn: Turn,
  { threadId, attempt, result }: TaskNews & { readonly result: MapRunResult },
): Promise<void> {
  const thread = turn.findThread(threadId);
  if (thread?.phase.kind !== 'mapRun' || thread.phase.attempt !== attempt) return;
  if (result.kind === 'failed') {
    const { error } = result;
    const cause = result.isOfState === true ? ofState(thread, result.cause) : result.cause;
    await fail(turn, thread, new StatesError(error, cause, { told: true }));
    return;
  }
  const { output } = result;
  if (bytesOf(JSON.stringify(output)) > turn.limits.stateDataBytesMax) {
    // A redrive would meet the same results again, so it starts a map run of its own.
    const anew: Thread = { ...thread, phase: { kind: 'working' } };
    await fail(turn, anew, dataLimitExceeded(thread.state));
    return;
  }
  await succeed(turn, thread, output);
}

async function succeed(turn: Turn, thread: Thread, output: Json): Promise<void> {
  const state = stateOf(turn.machine, thread);
  if (state.Type !== 'Map') throw new Error(`${thread.state} is no Map state`);
  const succeeded = turn.tell({ type: 'MapRunSucceeded' }, thread.previousEventId);
  turn.tell({ type: 'MapStateSucceeded' }, succeeded);
  // From here on there is no map run to redrive.
  const left = turn.put({ ...thread, phase: { kind: 'working' } });
  await catchStatesErrors(turn, left, () =>
    finishState(turn, left, {
      results: state,
      place: '',
      result: output,
      more: { result: output },
      next: state.Next,
    }),
  );
}

async function fail(turn: Turn, thread: Thread, error: StatesError): Promise<void> {
  const failure = { error: error.error, cause: error.causeText };
  const failed = turn.tell(mapRunFailed(failure), thread.previousEventId);
  const id = turn.tell({ type: 'MapStateFailed' }, failed);
  await failState(turn, turn.put({ ...thread, previousEventId: id }), error);
}

function ofState({ state, enteredEventId }: Thread, cause: string): string {
  return `An error occurred while executing the state '${state}' (entered at the event id #${String(enteredEventId)}). ${cause}`;
}
