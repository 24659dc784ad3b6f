// A Task's call, with the rights of the machine's role or of the Task's own. It never rejects: whatever goes wrong is the Task's failure.
import { createHash } from 'node:crypto';
import { createUuid } from '../../random.ts';
import type { Environment } from '../../service.ts';
import type { Activities } from '../activities/activities.ts';
import type { TaskPhase, TaskResult } from '../asl/position.ts';
import { isActivity } from '../asl/resource.ts';
import { withoutPattern } from '../asl/task-token.ts';
import { failed, type IntegrationCall } from '../integrations/call.ts';
import { findIntegration } from '../integrations/find-integration.ts';
import type { StatesStore } from '../store.ts';
import { untilRoom } from '../until-room.ts';
import { becomeTaskRole, isNoTaskRole } from './become-task-role.ts';
import { findExecution } from './jobs.ts';

interface TaskRun {
  readonly task: TaskPhase;
  readonly roleArn: string;
  readonly executionArn: string;
  readonly machineArn: string;
  readonly region: string;
  /** The endpoint died before it knew the answer of the same call. */
  readonly isAgain?: boolean;
}

/** Makes the call, or asks how the job has ended that the call began. */
export type RunTask = (run: TaskRun) => Promise<TaskResult>;

export function createRunTask(
  environment: Environment,
  store: Pick<StatesStore, 'executions'>,
  activities: Pick<Activities, 'schedule'>,
): RunTask {
  return async (run) => {
    const { task } = run;
    // Nobody is called: a worker will ask for it.
    if (isActivity(task.resource)) {
      return await untilRoom(environment.clock, () => activities.schedule(task));
    }
    const work = findWork(task);
    if (work === undefined) {
      return failed('States.Runtime', `The resource ${task.resource} is not supported`);
    }
    try {
      return await work(await toCall(environment, store, run));
    } catch (error) {
      if (isNoTaskRole(error)) return error.result;
      environment.log({
        level: 'error',
        message: 'A task failed in the endpoint itself',
        resource: run.executionArn,
        call: task.resource,
      });
      return failed('States.Runtime', `The endpoint failed at ${task.resource}`);
    }
  };
}

type Work = (call: IntegrationCall) => Promise<TaskResult>;

function findWork({ resource, job }: TaskPhase): Work | undefined {
  const integration = findIntegration(withoutPattern(resource));
  if (job === undefined) return integration?.run;
  const follow = integration?.follow;
  return follow && ((call) => follow(call, job));
}

async function toCall(
  environment: Environment,
  store: Pick<StatesStore, 'executions'>,
  run: TaskRun,
): Promise<IntegrationCall> {
  const { task, executionArn, machineArn, region, isAgain = false } = run;
  const { roleArn: taskRoleArn } = task;
  return {
    arguments: task.arguments,
    principal: await becomeTaskRole(environment, {
      ...run,
      ...(taskRoleArn === undefined ? {} : { taskRoleArn }),
    }),
    requestId: createUuid(environment.random),
    call: environment.call,
    attemptId: toAttemptId(executionArn, task.attempt),
    findExecution: (arn) => findExecution(store, arn),
    ...{ region, executionArn, machineArn, isAgain },
  };
}

/** The events of an execution are numbered through all its redrives, so no two attempts have one name. */
function toAttemptId(executionArn: string, attempt: number): string {
  const digest = createHash('sha256')
    .update(`${executionArn}#${String(attempt)}`)
    .digest();
  return createUuid({ bytes: (count) => digest.subarray(0, count) });
}
