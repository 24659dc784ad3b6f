// Schedules, their groups, and the invocations that are under way, as they lie in the store.
import type { Target } from '@aws-sdk/client-scheduler';
import { toArn } from '../arn.ts';
import type { Environment } from '../service.ts';
import type { Collection } from '../store.ts';
import { scheduleGroupNotFound, scheduleNotFound } from './errors.ts';

export interface ScheduleGroup {
  readonly name: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What CreateSchedule and UpdateSchedule lay down, defaults included. */
export interface ScheduleSettings {
  readonly expression: string;
  readonly timezone: string;
  readonly startMs?: number;
  readonly endMs?: number;
  /** 0 where the flexible window is off. */
  readonly windowMinutes: number;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly actionAfterCompletion: 'DELETE' | 'NONE';
  readonly description?: string;
  readonly kmsKeyArn?: string;
  readonly target: Target;
}

/** When it falls due: the occurrence as scheduled, and the moment that the flexible window chose. */
export interface Firing {
  readonly occurrenceMs: number;
  readonly dueMs: number;
}

export interface Schedule extends ScheduleSettings {
  readonly name: string;
  readonly group: string;
  readonly region: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
  /** The first occurrence of a rate(). */
  readonly anchorMs: number;
  readonly clientToken?: string;
  readonly next?: Firing;
}

/** One occurrence that has not been delivered yet. It keeps the target as it was when it fell due. */
export interface Invocation {
  readonly scheduleKey: string;
  readonly scheduleArn: string;
  readonly group: string;
  readonly region: string;
  readonly target: Target;
  readonly occurrenceMs: number;
  /** When the first attempt was due; the event's age counts from here. */
  readonly dueMs: number;
  /** How often it has been tried. */
  readonly attempts: number;
  readonly nextMs: number;
  /** It was the schedule's last occurrence, and the schedule asks to be deleted after it. */
  readonly deletesSchedule: boolean;
}

export const DEFAULT_GROUP = 'default';

export interface SchedulerStore {
  readonly groups: Collection<ScheduleGroup>;
  readonly schedules: Collection<Schedule>;
  readonly invocations: Collection<Invocation>;
  /** @throws ServiceError ResourceNotFoundException */
  loadGroup(region: string, name: string): ScheduleGroup;
  /** @throws ServiceError ResourceNotFoundException */
  loadSchedule(region: string, group: string, name: string): Schedule;
  toGroupArn(region: string, name: string): string;
  toScheduleArn(region: string, group: string, name: string): string;
}

export function createSchedulerStore({ store, accountId }: Environment): SchedulerStore {
  const groups = store.collection<ScheduleGroup>('scheduler/groups');
  const schedules = store.collection<Schedule>('scheduler/schedules');
  const arnOf = (region: string, resource: string): string =>
    toArn({ service: 'scheduler', region, accountId, resource });
  return {
    groups,
    schedules,
    invocations: store.collection<Invocation>('scheduler/invocations'),
    loadGroup: (region, name) => {
      const group = groups.get(`${region}/${name}`);
      if (group !== undefined) return group;
      // Every account has it from the beginning.
      if (name === DEFAULT_GROUP) return { name, createdMs: 0, modifiedMs: 0, tags: {} };
      throw scheduleGroupNotFound(name);
    },
    loadSchedule: (region, group, name) => {
      const schedule = schedules.get(toScheduleKey({ region, group, name }));
      if (schedule === undefined) throw scheduleNotFound(name);
      return schedule;
    },
    toGroupArn: (region, name) => toGroupArn({ region, accountId }, name),
    toScheduleArn: (region, group, name) => arnOf(region, `schedule/${group}/${name}`),
  };
}

export function toScheduleKey({
  region,
  group,
  name,
}: Pick<Schedule, 'region' | 'group' | 'name'>): string {
  return `${region}/${group}/${name}`;
}

export function toGroupArn(
  place: { readonly region: string; readonly accountId: string },
  name: string,
): string {
  return toArn({ service: 'scheduler', ...place, resource: `schedule-group/${name}` });
}
