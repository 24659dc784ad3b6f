// What creating and changing a schedule share: the permissions, and putting it in force.
import type { CallContext, Environment, Permission } from '../service.ts';
import { findFirstFiring, findNextFiring } from './next-firing.ts';
import type { Scheduler } from './scheduler.ts';
import { DEFAULT_GROUP, type Firing, type Schedule, toScheduleKey } from './store.ts';
import { ofTagsOfGroup } from './tags.ts';

interface ScheduleInput {
  readonly Name?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly Target?: { readonly RoleArn?: string | undefined } | undefined;
}

/** The call itself, and to hand the target's role to Scheduler where there is one. */
export function needsForSchedule({ store }: Scheduler, action: string) {
  return (
    { Name = '', GroupName = DEFAULT_GROUP, Target }: ScheduleInput,
    { region }: CallContext,
  ): readonly Permission[] => [
    {
      action: `scheduler:${action}`,
      resource: store.toScheduleArn(region, GroupName, Name),
      resourceConditions: ofTagsOfGroup(store, region, GroupName),
    },
    ...(Target?.RoleArn === undefined
      ? []
      : [
          {
            action: 'iam:PassRole',
            resource: Target.RoleArn,
            conditions: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
          },
        ]),
  ];
}

/** @param before what it was, where it is changed and not created */
export function layDownSchedule(
  { environment, store, firings }: Scheduler,
  schedule: Omit<Schedule, 'next'>,
  before?: Schedule,
): void {
  const next = findNext(environment, schedule, before);
  const laidDown: Schedule = next === undefined ? schedule : { ...schedule, next };
  store.schedules.put(toScheduleKey(schedule), laidDown);
  firings.track(laidDown);
  if (next === undefined && schedule.state === 'ENABLED') {
    environment.log({
      level: 'warn',
      message: `A schedule that never falls due: ${schedule.expression}`,
      resource: store.toScheduleArn(schedule.region, schedule.group, schedule.name),
    });
  }
}

/** Where the timing stays as it was, what is due stays due, and what has happened does not happen again. */
function findNext(
  { clock, random }: Environment,
  schedule: Omit<Schedule, 'next'>,
  before: Schedule | undefined,
): Firing | undefined {
  const isSameTiming =
    before !== undefined && TIMING.every((name) => before[name] === schedule[name]);
  if (!isSameTiming) return findFirstFiring(schedule, clock.now(), random);
  if (before.state === 'ENABLED' && schedule.state === 'ENABLED') return before.next;
  return findNextFiring(schedule, clock.now(), random);
}

const TIMING = ['expression', 'timezone', 'startMs', 'endMs', 'windowMinutes', 'anchorMs'] as const;
