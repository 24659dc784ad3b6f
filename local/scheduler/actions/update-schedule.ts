// UpdateSchedule replaces everything: what the call leaves out goes back to its default.
import type {
  UpdateScheduleCommandInput,
  UpdateScheduleCommandOutput,
} from '@aws-sdk/client-scheduler';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { SCHEDULE } from '../constraints.ts';
import { layDownSchedule, needsForSchedule } from '../lay-down.ts';
import { checkRole } from '../role-check.ts';
import { checkSettings } from '../schedule-check.ts';
import type { Scheduler } from '../scheduler.ts';
import { DEFAULT_GROUP, type Schedule, type ScheduleSettings } from '../store.ts';

type Output = Pick<UpdateScheduleCommandOutput, 'ScheduleArn'>;

export function createUpdateSchedule(
  scheduler: Scheduler,
): Action<UpdateScheduleCommandInput, Output> {
  const { environment, store } = scheduler;
  return {
    permissions: needsForSchedule(scheduler, 'UpdateSchedule'),
    run: (input, { region, accountId }) => {
      checkConstraints(SCHEDULE, input);
      const { Name: name = '', GroupName: group = DEFAULT_GROUP } = input;
      const before = store.loadSchedule(region, group, name);
      const now = environment.clock.now();
      const settings = checkSettings(input, { now, accountId });
      checkRole(environment, settings.target.RoleArn ?? '', store.toGroupArn(region, group));
      const identity = { name, group, region, createdMs: before.createdMs };
      const anchorMs = toAnchor(before, settings, now);
      layDownSchedule(scheduler, { ...settings, ...identity, modifiedMs: now, anchorMs }, before);
      return { ScheduleArn: store.toScheduleArn(region, group, name) };
    },
  };
}

/** The beat of a rate() goes on where the update leaves the rate and its start alone. */
function toAnchor(before: Schedule, after: ScheduleSettings, now: number): number {
  const isSame = before.expression === after.expression && before.startMs === after.startMs;
  return isSame ? before.anchorMs : (after.startMs ?? Math.floor(now / 1000) * 1000);
}
