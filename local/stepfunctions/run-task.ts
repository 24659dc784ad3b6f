// A Task's call, with the rights of the machine's role. It never rejects: whatever goes wrong is the Task's failure.
import { createUuid } from '../random.ts';
import type { Environment, Principal } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import type { TaskPhase, TaskResult } from './asl/position.ts';

import { withoutPattern } from './asl/task-token.ts';
import { failed } from './integrations/call.ts';
import { findIntegration } from './integrations/find-integration.ts';

interface TaskRun {
  readonly task: TaskPhase;
  readonly roleArn: string;
  readonly executionArn: string;
  readonly machineArn: string;
  readonly region: string;
}

export type RunTask = (run: TaskRun) => Promise<TaskResult>;

/** Characters that a role's session name may have at the most. */
const SESSION_NAME_MAX = 64;

export function createRunTask(environment: Environment): RunTask {
  const { call, identity, log, random } = environment;
  return async ({ task, roleArn, executionArn, machineArn, region }) => {
    const integration = findIntegration(withoutPattern(task.resource));
    if (integration === undefined) {
      return failed('States.Runtime', `The resource ${task.resource} is not supported`);
    }
    let principal: Principal;
    try {
      principal = identity.assumeRole({
        roleArn,
        sessionName: createUuid(random).replaceAll('-', '').slice(0, SESSION_NAME_MAX),
        servicePrincipal: 'states.amazonaws.com',
        sourceArn: machineArn,
      });
    } catch (error) {
      if (!isServiceError(error)) throw error;
      return failed('States.Permissions', `${error.message} (execution role ${roleArn})`);
    }
    try {
      return await integration({
        arguments: task.arguments,
        principal,
        region,
        requestId: createUuid(random),
        call,
      });
    } catch {
      log({
        level: 'error',
        message: 'A task failed in the endpoint itself',
        resource: executionArn,
        call: task.resource,
      });
      return failed('States.Runtime', `The endpoint failed at ${task.resource}`);
    }
  };
}
