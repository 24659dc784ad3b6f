// GetActivityTask: the Task that has waited for a worker for longest. Where none waits it is awaited for a minute; then the answer is empty.
import type { GetActivityTaskInput, GetActivityTaskOutput } from '@aws-sdk/client-sfn';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action, CallContext } from '../../service.ts';
import type { WaitingTask } from '../activities/activities.ts';
import { loadActivity } from '../activities/activity-lookup.ts';
import type { TaskPhase } from '../asl/position.ts';
import { findTokenPlace } from '../asl/task-token.ts';
import { findExecution } from '../lookup.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';

const constraints: Constraints = { workerName: { length: [1, 80] } };

const POLL_MS = 60_000;

export function createGetActivityTask(
  parts: Parts,
): Action<GetActivityTaskInput, GetActivityTaskOutput> {
  const { activities, engine, environment, store } = parts;
  return {
    permissions: ({ activityArn }, context) =>
      permitOnTagged(parts, 'GetActivityTask', activityArn, context),
    run: async (input, context) => {
      checkConstraints(constraints, input);
      const { activityArn = '', workerName } = input;
      const { key } = loadActivity(parts, activityArn, context);
      const until = environment.clock.now() + POLL_MS;
      for (;;) {
        const taken = takeFirst(key, context);
        if (taken !== undefined) {
          const { waiting, execution, threadId, task } = taken;
          const attempt = { threadId, attempt: task.attempt };
          try {
            await engine.sendNews(execution, { kind: 'activityStarted', ...attempt, workerName });
            activities.drop(waiting);
          } catch (error) {
            activities.putBack(waiting);
            throw error;
          }
          return { taskToken: task.token, input: JSON.stringify(task.arguments) };
        }
        if (context.signal.aborted || environment.clock.now() >= until) return {};
        await activities.untilScheduled(key, until, context.signal);
      }
    },
  };

  function takeFirst(activity: string, context: CallContext): TakenTask | undefined {
    for (const waiting of activities.listWaiting(activity)) {
      if (!activities.take(waiting)) continue;
      const found = findTask(waiting, context);
      if (found !== undefined) return found;
      activities.drop(waiting);
    }
    return undefined;
  }

  function findTask(waiting: WaitingTask, context: CallContext): TakenTask | undefined {
    const { token } = waiting;
    const { executionArn = '', threadId = '' } = findTokenPlace(token) ?? {};
    const key = findExecution(parts, executionArn, context)?.key ?? '';
    const position = store.positions.get(key);
    const phase = position?.status === 'RUNNING' ? position.threads[threadId]?.phase : undefined;
    if (phase?.kind !== 'task' || phase.token !== token) return undefined;
    return { waiting, execution: key, threadId, task: phase };
  }
}

interface TakenTask {
  readonly waiting: WaitingTask;
  /** Its key. */
  readonly execution: string;
  readonly threadId: string;
  readonly task: TaskPhase;
}
