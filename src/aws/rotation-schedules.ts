// The schedules of the deployed group, read: a list by pages, then each schedule, a few at a time, for a list tells neither
// expression nor input (EventBridge Scheduler API, ListSchedules).
import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import type { ScheduleSettings } from '../rotation/desired/schedule-settings.ts';
import type { Clock } from '../rotation/effects.ts';
import { isRotationError } from '../rotation/errors.ts';
import { parseScheduleInput } from '../rotation/rotation-schedule.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

export interface ScheduleSummary {
  readonly name: string;
  readonly enabled: boolean;
  /** What it starts. */
  readonly targetArn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
  readonly changedAt?: number;
}

export interface FoundSchedule extends ScheduleSettings, ScheduleSummary {
  /** What it starts the target with; `rotation` is what it means. */
  readonly input: string;
}

export interface RotationSchedules {
  list(signal: AbortSignal): AsyncGenerator<readonly ScheduleSummary[]>;
  /** @returns undefined where there is none of this name in the group */
  find(name: string, signal: AbortSignal): Promise<FoundSchedule | undefined>;
}

/** @throws RotationError from every call */
export function createRotationSchedules(
  config: ClientConfig,
  clock: Clock,
  group: string,
): RotationSchedules {
  const call = createTimedCall(() => new SchedulerClient(config), clock);
  return {
    async *list(signal) {
      let next: string | undefined;
      do {
        const input = { GroupName: group, MaxResults: 100, NextToken: next };
        const page = await call(
          { call: 'scheduler:ListSchedules', resource: group },
          signal,
          (client, options) => client.send(new ListSchedulesCommand(input), options),
        );
        yield (page.Schedules ?? []).map((each) => toSummary(each));
        next = page.NextToken;
      } while (next !== undefined);
    },
    find: async (name, signal) => {
      const names = { call: 'scheduler:GetSchedule', resource: `${group}/${name}` };
      try {
        return toFound(
          await call(names, signal, (client, options) =>
            client.send(new GetScheduleCommand({ GroupName: group, Name: name }), options),
          ),
        );
      } catch (error) {
        if (isRotationError(error) && error.facts.awsError === 'ResourceNotFoundException') {
          return undefined;
        }
        throw error;
      }
    },
  };
}

function toSummary(
  schedule: Pick<
    GetScheduleCommandOutput,
    'Name' | 'State' | 'CreationDate' | 'LastModificationDate'
  > & { readonly Target?: { readonly Arn: string | undefined } | undefined },
): ScheduleSummary {
  const { Name = '', State, Target, CreationDate, LastModificationDate } = schedule;
  return {
    name: Name,
    enabled: State !== 'DISABLED',
    targetArn: Target?.Arn ?? '',
    ...(CreationDate === undefined ? {} : { createdAt: CreationDate.getTime() }),
    ...(LastModificationDate === undefined ? {} : { changedAt: LastModificationDate.getTime() }),
  };
}

function toFound(schedule: GetScheduleCommandOutput): FoundSchedule {
  const { Target, StartDate, EndDate, FlexibleTimeWindow } = schedule;
  const rotation = parseScheduleInput(Target?.Input ?? '');
  const deadLetterArn = Target?.DeadLetterConfig?.Arn;
  const age = Target?.RetryPolicy?.MaximumEventAgeInSeconds;
  const retries = Target?.RetryPolicy?.MaximumRetryAttempts;
  return {
    ...toSummary(schedule),
    schedulerExpression: schedule.ScheduleExpression ?? '',
    timezone: schedule.ScheduleExpressionTimezone ?? 'UTC',
    flexible: FlexibleTimeWindow?.Mode === 'FLEXIBLE',
    input: Target?.Input ?? '',
    ...(StartDate === undefined ? {} : { startAt: StartDate.getTime() }),
    ...(Target?.RoleArn === undefined ? {} : { roleArn: Target.RoleArn }),
    ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
    ...(EndDate === undefined ? {} : { endAt: EndDate.getTime() }),
    ...(retries === undefined ? {} : { maximumRetryAttempts: retries }),
    ...(age === undefined ? {} : { maximumEventAgeSeconds: age }),
    ...(rotation === undefined ? {} : { rotation }),
  };
}
