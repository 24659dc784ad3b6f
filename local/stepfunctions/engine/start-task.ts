// A Task's call is made, and its answer comes by mail.
import type { Environment } from '../../service.ts';
import type { TaskToRun } from '../asl/turn.ts';
import type { Jobs } from './jobs.ts';
import type { Live, Mail } from './live-executions.ts';
import type { RunTask } from './run-task.ts';

interface StartTaskOptions {
  readonly environment: Environment;
  readonly runTask: RunTask;
  readonly jobs: Jobs;
}

/** @param isAgain after a restart: the call may have been made before */
type StartTask = (live: Live, task: TaskToRun, isAgain?: boolean) => void;

export function createStartTask(
  { environment, runTask, jobs }: StartTaskOptions,
  post: (key: string, mail: Mail) => void,
): StartTask {
  const { clock, log } = environment;
  return ({ key, facts }, toRun, isAgain = false) => {
    const { threadId, task } = toRun;
    const run = (): ReturnType<RunTask> => runTask({ task, isAgain, ...facts });
    const start = (): void => {
      (clock.work?.inTurn(run) ?? run()).then(
        (result) => {
          const { attempt } = task;
          const done = (): void => jobs.stopUnawaited(key, facts, toRun, result);
          post(key, { stimulus: { kind: 'taskEnded', threadId, attempt, result }, done });
        },
        () => {
          log({ level: 'error', message: 'A task was lost', resource: facts.executionArn });
        },
      );
    };
    if (task.job === undefined) start();
    else jobs.whenEnded(task, start);
  };
}
