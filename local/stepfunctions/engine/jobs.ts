// Executions that Tasks of other executions wait for (`startExecution.sync`): followed to their end, and stopped where nobody waits any
// more. Both outlive the endpoint: who waits for whom stands in positions, and who is to be stopped in the store.
import type { Environment } from '../../service.ts';
import { isServiceError } from '../../service-error.ts';
import { awaitsJob, isAwaited } from '../asl/job.ts';
import type { TaskPhase, TaskResult } from '../asl/position.ts';
import type { ExecutionFacts } from '../asl/visit.ts';
import { toExecutionArn } from '../integrations/states.ts';
import {
  type AbandonedJob,
  type ExecutionDocument,
  executionKey,
  type StatesStore,
} from '../store.ts';
import { untilRoom } from '../until-room.ts';
import { becomeTaskRole } from './become-task-role.ts';

export interface Jobs {
  /** Calls once the Task's job has ended; at once where it has, or is none. */
  whenEnded(task: TaskPhase, tell: () => void): void;
  /** Of every execution that ends. */
  tellEnded(key: string): void;
  /** To be stopped: called in the transaction after which nobody waits for them. */
  abandon(jobs: readonly TaskPhase[], facts: ExecutionFacts): void;
  /** The call of a Task has been answered and what it told is stored: a job that it began though nobody waits is stopped. */
  stopUnawaited(
    key: string,
    facts: ExecutionFacts,
    begun: { readonly threadId: string; readonly task: TaskPhase },
    result: TaskResult,
  ): void;
  /** Stops whatever was abandoned and still runs. */
  stopAbandoned(): void;
}

export function createJobs(environment: Environment, store: StatesStore): Jobs {
  const waiting = new Map<string, (() => void)[]>();
  const stopping = new Set<string>();
  const isRunning = (arn: string): boolean => findExecution(store, arn)?.status === 'RUNNING';

  /** True where nothing is left to be done about it. */
  const stop = async (arn: string, job: AbandonedJob): Promise<boolean> => {
    try {
      if (isRunning(arn)) await callStop(environment, arn, job);
      return !isRunning(arn);
    } catch (error) {
      environment.log({
        level: 'error',
        message: 'A job that nobody waits for any more could not be stopped',
        resource: arn,
        ...(isServiceError(error) ? { result: error.code } : {}),
      });
      return true;
    }
  };
  const abandon = (jobs: readonly TaskPhase[], facts: ExecutionFacts): void => {
    const { executionArn, machineArn, roleArn, region } = facts;
    for (const { job = null, roleArn: taskRoleArn } of jobs) {
      const arn = toExecutionArn(job);
      // Most have just ended, and are let go of for that.
      if (arn === undefined || !isRunning(arn)) continue;
      store.abandoned.put(arn, {
        ...{ executionArn, machineArn, roleArn, region },
        ...(taskRoleArn === undefined ? {} : { taskRoleArn }),
      });
    }
  };
  const stopAbandoned = (): void => {
    for (const { key, document } of store.abandoned.list()) {
      if (stopping.has(key)) continue;
      stopping.add(key);
      const run = async (): Promise<void> => {
        const isStopped = await stop(key, document);
        // Where the endpoint stopped meanwhile, the execution runs on and is stopped after the next start.
        if (isStopped) await untilRoom(environment.clock, () => store.abandoned.delete(key));
        stopping.delete(key);
      };
      void (environment.clock.work?.apart(run) ?? run());
    }
  };

  return {
    abandon,
    stopAbandoned,
    stopUnawaited: (key, facts, { threadId, task }, result) => {
      const isBegun = awaitsJob(task.resource) && task.job === undefined;
      if (!isBegun || result.kind === 'failed') return;
      const position = store.positions.get(key);
      if (position !== undefined && isAwaited(position, threadId, task.attempt)) return;
      abandon([{ ...task, job: result.output }], facts);
      stopAbandoned();
    },
    whenEnded: ({ job }, tell) => {
      const arn = job === undefined ? undefined : toExecutionArn(job);
      const key = arn === undefined ? undefined : toKey(arn);
      if (key === undefined || store.executions.get(key)?.status !== 'RUNNING') {
        tell();
        return;
      }
      waiting.set(key, [...(waiting.get(key) ?? []), tell]);
    },
    tellEnded: (key) => {
      const tells = waiting.get(key) ?? [];
      waiting.delete(key);
      for (const tell of tells) tell();
    },
  };
}

async function callStop(environment: Environment, arn: string, job: AbandonedJob): Promise<void> {
  await environment.call({
    service: 'stepfunctions',
    operation: 'StopExecution',
    input: { executionArn: arn, cause: toCause(job.executionArn) },
    principal: await becomeTaskRole(environment, job),
    region: job.region,
  });
}

/** By its ARN, or undefined where it is none of this endpoint's. */
export function findExecution(
  { executions }: Pick<StatesStore, 'executions'>,
  arn: string,
): ExecutionDocument | undefined {
  const key = toKey(arn);
  return key === undefined ? undefined : executions.get(key);
}

function toKey(arn: string): string | undefined {
  const [, , , region, , kind, machineName, name] = arn.split(':');
  if (kind !== 'execution' || region === undefined) return undefined;
  if (machineName === undefined || name === undefined) return undefined;
  return executionKey(region, { machineName, name });
}

/** Measured on AWS and published: the child of a Task that is stopped, cut or out of time has this cause and no error. */
function toCause(executionArn: string): string {
  return `The Task state in AWS Step Functions execution [${executionArn}] which was managing this resource was aborted`;
}
