// The runs of the rotation machine: which there are, and when all is over.
import type { ManualClock } from '../../local/clock.ts';
import { type CallAsRoot, scheduleGroup } from './stack.ts';

export interface Runs {
  /** Every run so far, the latest first. */
  list(): Promise<readonly string[]>;
  listRunning(): Promise<readonly string[]>;
  /** Moves time until nothing runs and nothing is scheduled. @param meanwhile what is done after every half a minute */
  untilOver(meanwhile: () => Promise<void>): Promise<void>;
}

/** An hour's window, six hours until the last recovery, its own hour, and close-rotation behind it. */
const MS_MAX = 24 * 3_600_000;

/** @param machineArn of the machine that is deployed by then */
export function createRuns(call: CallAsRoot, clock: ManualClock, machineArn: () => string): Runs {
  const list = async (statusFilter?: string): Promise<readonly string[]> => {
    const { executions = [] } = await call<{ executions?: { executionArn: string }[] }>(
      'stepfunctions',
      'ListExecutions',
      {
        stateMachineArn: machineArn(),
        ...(statusFilter === undefined ? {} : { statusFilter }),
      },
    );
    return executions.map(({ executionArn }) => executionArn);
  };
  const listRunning = (): Promise<readonly string[]> => list('RUNNING');
  const isAnythingPlanned = async (): Promise<boolean> => {
    const { Schedules = [] } = await call<{ Schedules?: unknown[] }>('scheduler', 'ListSchedules', {
      GroupName: scheduleGroup.name,
    });
    return Schedules.length > 0;
  };
  return {
    list: () => list(),
    listRunning,
    untilOver: async (meanwhile) => {
      const end = clock.now() + MS_MAX;
      for (;;) {
        while ((await listRunning()).length > 0 && clock.now() < end) {
          await clock.advance(30_000);
          await meanwhile();
        }
        await clock.advance(600_000);
        if (!(await isAnythingPlanned()) && (await listRunning()).length === 0) return;
        if (clock.now() >= end) throw new Error('Some run never ends.');
      }
    },
  };
}
