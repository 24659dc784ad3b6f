// A schedule with all its settings, defaults included.
import type { GetScheduleCommandInput, GetScheduleCommandOutput } from '@aws-sdk/client-scheduler';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { NAMES } from '../constraints.ts';
import { describeSchedule } from '../describe.ts';
import { needsForSchedule } from '../lay-down.ts';
import type { Scheduler } from '../scheduler.ts';
import { DEFAULT_GROUP } from '../store.ts';

type Output = Omit<GetScheduleCommandOutput, '$metadata'>;

export function createGetSchedule(scheduler: Scheduler): Action<GetScheduleCommandInput, Output> {
  return {
    permissions: needsForSchedule(scheduler, 'GetSchedule'),
    run: (input, { region }) => {
      checkConstraints(NAMES, input);
      const { Name = '', GroupName = DEFAULT_GROUP } = input;
      const schedule = scheduler.store.loadSchedule(region, GroupName, Name);
      return describeSchedule(scheduler.store, schedule);
    },
  };
}
