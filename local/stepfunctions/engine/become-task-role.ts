// Whom a Task's call is made as: the machine's role, or the role of its Credentials, which the machine's role takes on.
import type { AssumeRoleResponse } from '@aws-sdk/client-sts';
import { createUuid } from '../../random.ts';
import type { Environment, Principal } from '../../service.ts';
import { isServiceError } from '../../service-error.ts';
import type { TaskResult } from '../asl/position.ts';
import { failed } from '../integrations/call.ts';

export interface TaskRole {
  readonly roleArn: string;
  readonly machineArn: string;
  readonly region: string;
  /** Of the Task's Credentials. */
  readonly taskRoleArn?: string;
}

class NoTaskRoleError extends Error {
  readonly result: TaskResult;

  constructor(result: TaskResult, options: { readonly cause: unknown }) {
    super('The role of a task cannot be assumed', options);
    this.name = 'NoTaskRoleError';
    this.result = result;
  }
}

export function isNoTaskRole(error: unknown): error is NoTaskRoleError {
  return error instanceof NoTaskRoleError;
}

/** @throws NoTaskRoleError with what the Task fails by */
export async function becomeTaskRole(environment: Environment, role: TaskRole): Promise<Principal> {
  const sessionName = createUuid(environment.random).replaceAll('-', '');
  const own = becomeMachineRole(environment, role, sessionName);
  const { taskRoleArn, roleArn, region } = role;
  if (taskRoleArn === undefined) return own;
  try {
    const { AssumedRoleUser: assumed } = await environment.call<AssumeRoleResponse>({
      service: 'sts',
      operation: 'AssumeRole',
      input: { RoleArn: taskRoleArn, RoleSessionName: sessionName },
      principal: own,
      region,
    });
    const { accountId } = environment;
    return { kind: 'role', accountId, roleArn: taskRoleArn, arn: assumed?.Arn ?? '' };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const cause = `The role ${roleArn} is not authorized to assume the task state's role, ${taskRoleArn}.`;
    throw new NoTaskRoleError(failed('States.TaskFailed', cause), { cause: error });
  }
}

function becomeMachineRole(
  { identity }: Environment,
  { roleArn, machineArn }: TaskRole,
  sessionName: string,
): Principal {
  try {
    return identity.assumeRole({
      roleArn,
      sessionName,
      servicePrincipal: 'states.amazonaws.com',
      sourceArn: machineArn,
    });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const cause = `${error.message} (execution role ${roleArn})`;
    throw new NoTaskRoleError(failed('States.Permissions', cause), { cause: error });
  }
}
