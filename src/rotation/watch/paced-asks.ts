// What lists do not tell, asked within the quotas: Secrets Manager 50 ListSecretVersionIds a second for everybody in the account,
// Step Functions 10 to 15 DescribeExecution, EventBridge Scheduler some hundreds of GetSchedule (each service's quota page). Half at most
// is ours, for rotations need them too.
import type { ExecutionState } from '../ports.ts';
import { createPace } from './pace.ts';
import type { WatchedSchedule, WatchPorts } from './ports.ts';

const VERSION_LISTS_PER_SECOND = 25;
const SCHEDULES_PER_SECOND = 50;
const EXECUTIONS_PER_SECOND = 5;

export interface PacedAsks {
  schedule(name: string): Promise<WatchedSchedule | undefined>;
  versionTimes(arn: string): Promise<ReadonlyMap<string, number>>;
  adminVersionTimes(arn: string): Promise<ReadonlyMap<string, number>>;
  /** Of each execution; one that has been asked for is not asked again. */
  executions(arns: Iterable<string>): Promise<ReadonlyMap<string, ExecutionState>>;
}

export function createPacedAsks(ports: WatchPorts): PacedAsks {
  const { clock, signal, schedules, secrets, watchedSecrets } = ports;
  const schedulePace = createPace(clock, SCHEDULES_PER_SECOND);
  const versionPace = createPace(clock, VERSION_LISTS_PER_SECOND);
  const executionPace = createPace(clock, EXECUTIONS_PER_SECOND);
  const known = new Map<string, ExecutionState>();
  const findExecution = async (arn: string): Promise<ExecutionState> => {
    await executionPace(signal);
    const state = await ports.executions.find(arn, signal);
    known.set(arn, state);
    return state;
  };
  return {
    schedule: async (name) => {
      await schedulePace(signal);
      return await schedules.find(name, signal);
    },
    versionTimes: async (arn) => {
      await versionPace(signal);
      return await secrets.versionTimes(arn, signal);
    },
    adminVersionTimes: async (arn) => {
      await versionPace(signal);
      return await watchedSecrets.adminVersionTimes(arn, signal);
    },
    executions: async (arns) => {
      const states = new Map<string, ExecutionState>();
      for (const arn of new Set(arns))
        states.set(arn, known.get(arn) ?? (await findExecution(arn)));
      return states;
    },
  };
}
