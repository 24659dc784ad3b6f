// One state: entered, its work begun, and what the work wants applied.
import type { Results, State } from './definition.ts';
import { redriveMapRun, startMapRun } from './distributed-map/map-run-events.ts';
import type { Effect } from './effect.ts';
import { finishState } from './exit.ts';
import { catchStatesErrors } from './fail-state.ts';
import { forkBranches, forkItems, joinedOutputs } from './fork.ts';
import { stateEntered } from './history-event.ts';
import { stateOf } from './machine.ts';
import { isJoined, type Thread } from './position.ts';
import { isActivity } from './resource.ts';
import { workState } from './states/work.ts';
import { runtimeError } from './states-error.ts';
import { scheduleTask } from './task-events.ts';
import { awaitsToken, createTaskToken } from './task-token.ts';
import type { Turn } from './turn.ts';
import type { Visit } from './visit.ts';

/** For a thread that enters a state, begins its work anew, wakes from a Wait, or whose branches have all ended. */
export async function enterState(turn: Turn, ready: Thread): Promise<void> {
  const state = stateOf(turn.machine, ready);
  if (ready.phase.kind === 'redriving') {
    redriveMapRun(turn, ready, ready.phase.mapRun);
    return;
  }
  const thread = ready.phase.kind === 'entering' ? tellEntered(turn, ready, state) : ready;
  await catchStatesErrors(turn, thread, async () => {
    const { phase } = thread;
    if (isJoined(phase)) {
      turn.tell({ type: `${state.Type}StateSucceeded` }, thread.previousEventId);
      await finish(turn, thread, state, { kind: 'done', result: joinedOutputs(phase) });
    } else if (phase.kind === 'waiting') {
      await finish(turn, thread, state, { kind: 'done', result: thread.input });
    } else {
      await applyEffect(turn, thread, state, await workState(state, visitOf(turn, thread, state)));
    }
  });
}

/** A Task that waits for a token has one of its own each time that it is scheduled. */
function visitOf(turn: Turn, thread: Thread, state: State): Visit {
  if (state.Type !== 'Task' || !needsToken(state.Resource)) return turn.visit(thread);
  const place = { executionArn: turn.facts.executionArn, threadId: thread.id };
  return turn.visit(thread, createTaskToken(place, turn.chance));
}

function needsToken(resource: string): boolean {
  return awaitsToken(resource) || isActivity(resource);
}

function tellEntered(turn: Turn, thread: Thread, state: State): Thread {
  const event = stateEntered(state.Type, thread.state, JSON.stringify(thread.input));
  const id = turn.tell(event, thread.previousEventId);
  return turn.put({
    ...thread,
    phase: { kind: 'working' },
    beforeEntryEventId: thread.previousEventId,
    previousEventId: id,
    enteredEventId: id,
    enteredAt: turn.now,
  });
}

async function applyEffect(
  turn: Turn,
  thread: Thread,
  state: State,
  effect: Effect,
): Promise<void> {
  switch (effect.kind) {
    case 'done':
    case 'chosen':
      await finish(turn, thread, state, effect);
      return;
    case 'wait':
      if (effect.until > turn.now) {
        turn.put({ ...thread, phase: { kind: 'waiting', until: effect.until } });
      } else await finish(turn, thread, state, { kind: 'done', result: thread.input });
      return;
    case 'task':
      await checkArguments(turn, effect);
      scheduleTask(turn, thread, effect);
      return;
    case 'branches':
      forkBranches(turn, thread, effect.input);
      return;
    case 'items':
      forkItems(turn, thread, effect);
      return;
    case 'mapRun':
      await startMapRun(turn, thread, effect.request);
      return;
    case 'fail':
      throw effect.error;
  }
}

/** @throws StatesError States.Runtime: the Task is not even scheduled (recorded for JSONPath's Parameters, there with their values) */
async function checkArguments(
  turn: Turn,
  { resource, arguments: given }: Extract<Effect, { kind: 'task' }>,
): Promise<void> {
  const faults = (await turn.findFaults?.(resource, given)) ?? [];
  if (faults.length === 0) return;
  throw runtimeError(`The Arguments could not be used to start the Task: [${faults.join(', ')}]`);
}

async function finish(
  turn: Turn,
  thread: Thread,
  state: State,
  effect: Extract<Effect, { kind: 'done' | 'chosen' }>,
): Promise<void> {
  if (effect.kind === 'chosen') {
    await finishState(turn, thread, { ...effect, result: thread.input });
    return;
  }
  await finishState(turn, thread, {
    results: resultsOf(state),
    place: '',
    result: effect.result,
    next: 'Next' in state ? state.Next : undefined,
    ...(state.Type === 'Parallel' || state.Type === 'Map'
      ? { more: { result: effect.result } }
      : {}),
  });
}

function resultsOf(state: State): Results {
  return state.Type === 'Fail' ? {} : state;
}
