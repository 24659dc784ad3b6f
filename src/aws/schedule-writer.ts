// Schedules of the deployed group, made, replaced and deleted. UpdateSchedule sets whatever it is not given back to its default, so
// both calls send everything. The SDK adds a random ClientToken and keeps it for its retries: a token of ours that came again after
// a schedule was deleted could be answered as the first call was.
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { ScheduleSettings } from '../rotation/desired/schedule-settings.ts';
import type { Clock } from '../rotation/effects.ts';
import { isRotationError, RotationError } from '../rotation/errors.ts';
import { toScheduleInput } from '../rotation/rotation-schedule.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

export interface ScheduleWriter {
  /** @throws RotationError, also where there is one of the name by now */
  create(settings: ScheduleSettings, signal: AbortSignal): Promise<void>;
  update(settings: ScheduleSettings, signal: AbortSignal): Promise<void>;
  /** One that is gone already is no mistake. */
  remove(name: string, signal: AbortSignal): Promise<void>;
}

export function createScheduleWriter(
  config: ClientConfig,
  clock: Clock,
  group: string,
): ScheduleWriter {
  const call = createTimedCall(() => new SchedulerClient(config), clock);
  const toNames = (operation: string, name: string) => ({
    call: `scheduler:${operation}`,
    resource: `${group}/${name}`,
  });
  return {
    create: async (settings, signal) => {
      const input = toInput(settings, group);
      await call(toNames('CreateSchedule', settings.name), signal, (client, options) =>
        client.send(new CreateScheduleCommand(input), options),
      ).catch(explain);
    },
    update: async (settings, signal) => {
      const input = toInput(settings, group);
      await call(toNames('UpdateSchedule', settings.name), signal, (client, options) =>
        client.send(new UpdateScheduleCommand(input), options),
      ).catch(explain);
    },
    remove: async (name, signal) => {
      const input = { GroupName: group, Name: name };
      await call(toNames('DeleteSchedule', name), signal, (client, options) =>
        client.send(new DeleteScheduleCommand(input), options),
      ).catch((error: unknown) => {
        if (isRotationError(error) && error.facts.awsError === 'ResourceNotFoundException') return;
        explain(error);
      });
    },
  };
}

const DESCRIPTION_LENGTH_MAX = 512;

function toInput(settings: ScheduleSettings, group: string): CreateScheduleCommandInput {
  const { rotation, startAt } = settings;
  if (rotation === undefined) throw new Error(`Schedule ${settings.name} has no input.`);
  const description = `Rekey: rotates ${rotation.secretId} by ${rotation.expression}, within ${rotation.window}. Change it with rekey schedule or rotations.yml.`;
  return {
    GroupName: group,
    Name: settings.name,
    Description: description.slice(0, DESCRIPTION_LENGTH_MAX),
    State: settings.enabled ? 'ENABLED' : 'DISABLED',
    ScheduleExpression: settings.schedulerExpression,
    ScheduleExpressionTimezone: settings.timezone,
    ...(startAt === undefined ? {} : { StartDate: new Date(startAt) }),
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: settings.targetArn,
      RoleArn: settings.roleArn,
      Input: toScheduleInput(rotation),
      DeadLetterConfig: { Arn: settings.deadLetterArn },
      RetryPolicy: {
        MaximumEventAgeInSeconds: settings.maximumEventAgeSeconds,
        MaximumRetryAttempts: settings.maximumRetryAttempts,
      },
    },
  };
}

/** Nothing of a schedule is secret, so that Scheduler's own text may be read; and a conflict says how to go on. */
function explain(error: unknown): never {
  if (!isRotationError(error) || error.code !== 'Rekey.ServiceFailed') throw error;
  const said = error.cause instanceof Error ? ` ${error.cause.message}` : '';
  const next =
    error.facts.awsError === 'ConflictException'
      ? ' Somebody else is changing it too: run this again to see what stands there now.'
      : '';
  throw new RotationError(error.code, `${error.message}.${said}${next}`, error.facts, {
    cause: error,
  });
}
