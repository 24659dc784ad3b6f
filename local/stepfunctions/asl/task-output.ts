// A call's answer becomes the Task's result.

import { finishState } from './exit.ts';
import { catchStatesErrors, failState } from './fail-state.ts';
import { bytesOf, type Json } from './json.ts';
import { stateOf } from './machine.ts';
import type { TaskPhase, Thread } from './position.ts';
import { findResource } from './resource.ts';
import { dataLimitExceeded } from './states-error.ts';
import { tellTaskFailed, tellTaskSucceeded } from './task-events.ts';
import type { Turn } from './turn.ts';

export async function applyTaskOutput(
  turn: Turn,
  thread: Thread,
  task: TaskPhase,
  output: Json,
): Promise<void> {
  const state = stateOf(turn.machine, thread);
  if (state.Type !== 'Task') throw new Error(`${thread.state} is no Task state`);
  const text = JSON.stringify(output);
  if (bytesOf(text) > turn.limits.stateDataBytesMax) {
    const error = dataLimitExceeded(toTaskName(task.resource));
    const failure = { error: error.error, cause: error.causeText };
    await failState(turn, tellTaskFailed(turn, thread, task, failure), error);
    return;
  }
  const told = tellTaskSucceeded(turn, thread, task, text);
  await catchStatesErrors(turn, told, () =>
    finishState(turn, told, {
      results: state,
      place: '',
      result: output,
      more: { result: output },
      next: state.Next,
    }),
  );
}

/** A function's ARN, or the service: `lambda` (a cause that AWS gave and its user published). */
function toTaskName(arn: string): string {
  const resource = findResource(arn);
  return resource?.kind === 'integration' ? resource.resourceType : arn;
}
