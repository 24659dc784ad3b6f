// EventBridge Scheduler: schedules that fire on time, once at least, by the role that they name.
import type { Environment, Service } from '../service.ts';
import { createCreateSchedule } from './actions/create-schedule.ts';
import { createCreateScheduleGroup } from './actions/create-schedule-group.ts';
import { createDeleteSchedule } from './actions/delete-schedule.ts';
import { createDeleteScheduleGroup } from './actions/delete-schedule-group.ts';
import { createGetSchedule } from './actions/get-schedule.ts';
import { createGetScheduleGroup } from './actions/get-schedule-group.ts';
import { createListScheduleGroups } from './actions/list-schedule-groups.ts';
import { createListSchedules } from './actions/list-schedules.ts';
import { createListTagsForResource } from './actions/list-tags-for-resource.ts';
import { createTagResource } from './actions/tag-resource.ts';
import { createUntagResource } from './actions/untag-resource.ts';
import { createUpdateSchedule } from './actions/update-schedule.ts';
import { createSchedulerParts } from './scheduler.ts';

export function createScheduler(environment: Environment): Service {
  const scheduler = createSchedulerParts(environment);
  return {
    wire: {
      signingName: 'scheduler',
      protocols: ['restJson1'],
      schemas: () => import('@aws-sdk/client-scheduler'),
    },
    actions: {
      CreateSchedule: createCreateSchedule(scheduler),
      CreateScheduleGroup: createCreateScheduleGroup(scheduler),
      DeleteSchedule: createDeleteSchedule(scheduler),
      DeleteScheduleGroup: createDeleteScheduleGroup(scheduler),
      GetSchedule: createGetSchedule(scheduler),
      GetScheduleGroup: createGetScheduleGroup(scheduler),
      ListScheduleGroups: createListScheduleGroups(scheduler),
      ListSchedules: createListSchedules(scheduler),
      ListTagsForResource: createListTagsForResource(scheduler),
      TagResource: createTagResource(scheduler),
      UntagResource: createUntagResource(scheduler),
      UpdateSchedule: createUpdateSchedule(scheduler),
    },
    start: () => {
      scheduler.invocations.start();
      scheduler.firings.start();
    },
    stop: async () => {
      await scheduler.firings.stop();
      await scheduler.invocations.stop();
    },
  };
}
