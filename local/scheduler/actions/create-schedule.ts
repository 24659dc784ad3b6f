// A schedule is in force when CreateSchedule answers. Sent again with the same client token, it answers the same.
import type {
  CreateScheduleCommandInput,
  CreateScheduleCommandOutput,
} from '@aws-sdk/client-scheduler';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { SCHEDULE } from '../constraints.ts';
import { conflictException } from '../errors.ts';
import { layDownSchedule, needsForSchedule } from '../lay-down.ts';
import { checkRole } from '../role-check.ts';
import { checkSettings } from '../schedule-check.ts';
import type { Scheduler } from '../scheduler.ts';
import { DEFAULT_GROUP, toScheduleKey } from '../store.ts';

type Output = Pick<CreateScheduleCommandOutput, 'ScheduleArn'>;

export function createCreateSchedule(
  scheduler: Scheduler,
): Action<CreateScheduleCommandInput, Output> {
  const { environment, store } = scheduler;
  return {
    permissions: needsForSchedule(scheduler, 'CreateSchedule'),
    run: (input, { region, accountId }) => {
      checkConstraints(SCHEDULE, input);
      const { Name: name = '', GroupName: group = DEFAULT_GROUP, ClientToken } = input;
      const now = environment.clock.now();
      const settings = checkSettings(input, { now, accountId });
      checkRole(environment, settings.target.RoleArn ?? '', store.toGroupArn(region, group));
      store.loadGroup(region, group);
      const ScheduleArn = store.toScheduleArn(region, group, name);
      const existing = store.schedules.get(toScheduleKey({ region, group, name }));
      if (existing !== undefined) {
        if (existing.clientToken !== undefined && existing.clientToken === ClientToken) {
          return { ScheduleArn };
        }
        throw conflictException(`Schedule ${name} already exists.`);
      }
      layDownSchedule(scheduler, {
        ...settings,
        name,
        group,
        region,
        createdMs: now,
        modifiedMs: now,
        anchorMs: settings.startMs ?? Math.floor(now / 1000) * 1000,
        ...(ClientToken === undefined ? {} : { clientToken: ClientToken }),
      });
      return { ScheduleArn };
    },
  };
}
