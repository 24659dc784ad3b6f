// The schedule is gone, and what it still had to retry with it.
import type { DeleteScheduleCommandInput } from '@aws-sdk/client-scheduler';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { NAMES } from '../constraints.ts';
import { needsForSchedule } from '../lay-down.ts';
import { removeSchedule } from '../remove.ts';
import type { Scheduler } from '../scheduler.ts';
import { DEFAULT_GROUP } from '../store.ts';

export function createDeleteSchedule(
  scheduler: Scheduler,
): Action<DeleteScheduleCommandInput, object> {
  return {
    permissions: needsForSchedule(scheduler, 'DeleteSchedule'),
    run: (input, { region }) => {
      checkConstraints(NAMES, input);
      const { Name = '', GroupName = DEFAULT_GROUP } = input;
      removeSchedule(scheduler, scheduler.store.loadSchedule(region, GroupName, Name));
      return {};
    },
  };
}
