// Schedules and groups as Get and List answer them.
import type {
  GetScheduleCommandOutput,
  GetScheduleGroupCommandOutput,
  ScheduleSummary,
} from '@aws-sdk/client-scheduler';
import { DEFAULT_GROUP, type Schedule, type ScheduleGroup, type SchedulerStore } from './store.ts';

export function describeSchedule(
  store: SchedulerStore,
  schedule: Schedule,
): Omit<GetScheduleCommandOutput, '$metadata'> {
  const { windowMinutes, startMs, endMs, description, kmsKeyArn } = schedule;
  return {
    Arn: store.toScheduleArn(schedule.region, schedule.group, schedule.name),
    Name: schedule.name,
    GroupName: schedule.group,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timezone,
    ...(startMs === undefined ? {} : { StartDate: new Date(startMs) }),
    ...(endMs === undefined ? {} : { EndDate: new Date(endMs) }),
    FlexibleTimeWindow:
      windowMinutes === 0
        ? { Mode: 'OFF' }
        : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: windowMinutes },
    State: schedule.state,
    ActionAfterCompletion: schedule.actionAfterCompletion,
    ...(description === undefined ? {} : { Description: description }),
    ...(kmsKeyArn === undefined ? {} : { KmsKeyArn: kmsKeyArn }),
    Target: schedule.target,
    CreationDate: new Date(schedule.createdMs),
    LastModificationDate: new Date(schedule.modifiedMs),
  };
}

export function summarizeSchedule(store: SchedulerStore, schedule: Schedule): ScheduleSummary {
  return {
    Arn: store.toScheduleArn(schedule.region, schedule.group, schedule.name),
    Name: schedule.name,
    GroupName: schedule.group,
    State: schedule.state,
    CreationDate: new Date(schedule.createdMs),
    LastModificationDate: new Date(schedule.modifiedMs),
    Target: { Arn: schedule.target.Arn },
  };
}

export function describeGroup(
  store: SchedulerStore,
  region: string,
  group: ScheduleGroup,
): Omit<GetScheduleGroupCommandOutput, '$metadata'> {
  return {
    Arn: store.toGroupArn(region, group.name),
    Name: group.name,
    State: 'ACTIVE',
    ...(group.name === DEFAULT_GROUP
      ? {}
      : {
          CreationDate: new Date(group.createdMs),
          LastModificationDate: new Date(group.modifiedMs),
        }),
  };
}
