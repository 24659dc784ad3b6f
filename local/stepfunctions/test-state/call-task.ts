// A tested Task's call: the same as an execution's, with the role that came with the test, and five minutes at the most.
import type { Environment } from '../../service.ts';
import type { TaskPhase, TaskResult } from '../asl/position.ts';
import type { StateTest } from '../asl/test-state/test-state.ts';
import type { ExecutionFacts } from '../asl/visit.ts';
import type { RunTask } from '../engine/run-task.ts';

/** AWS documentation, TestState: a state that takes longer fails with States.Timeout. */
const MILLISECONDS_MAX = 300_000;

export function createCallTask(
  { clock }: Pick<Environment, 'clock'>,
  runTask: RunTask,
  facts: ExecutionFacts,
): StateTest['call'] {
  return async (task) => {
    const end = clock.now() + MILLISECONDS_MAX;
    const due = Math.min(end, task.timeoutAt ?? end, task.heartbeatAt ?? end);
    const answered = new AbortController();
    const timedOut = clock.sleep(due - clock.now(), answered.signal).then(
      () => 'timedOut' as const,
      (): TaskResult => ({ kind: 'failed' }),
    );
    try {
      return await Promise.race([run(runTask, task, facts), timedOut]);
    } finally {
      answered.abort(new Error('answered'));
    }
  };
}

function run(runTask: RunTask, task: TaskPhase, facts: ExecutionFacts): Promise<TaskResult> {
  return runTask({ task, ...facts });
}
