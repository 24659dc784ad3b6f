// The port RecoverySchedules over EventBridge Scheduler: schedules that fire once, in the group of the secrets' schedules, with its role
// and its queue for refused starts (EventBridge Scheduler API, CreateSchedule).
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Clock } from '../rotation/effects.ts';
import { isRotationError, RotationError } from '../rotation/errors.ts';
import type { RecoverySchedules } from '../rotation/ports.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

/** A start that comes later would meet the next try. */
const EVENT_AGE_SECONDS_MAX = 600;

/** Where schedules stand, and what they need to start the machine. */
export interface ScheduleGroup {
  readonly name: string;
  readonly roleArn: string;
  readonly deadLetterArn: string;
}

/** @param group undefined in a function that schedules nothing */
export function createRecoverySchedules(
  config: ClientConfig,
  clock: Clock,
  group: ScheduleGroup | undefined,
): RecoverySchedules {
  const call = createTimedCall(() => new SchedulerClient(config), clock);
  return {
    schedule: async ({ name, at, machineArn, input }, signal) => {
      if (group === undefined) {
        throw new RotationError(
          'Rekey.InvalidConfiguration',
          'REKEY_SCHEDULE_GROUP: expected the name of the schedule group, found nothing.',
        );
      }
      const command = new CreateScheduleCommand({
        GroupName: group.name,
        Name: name,
        Description: 'Recovery of a rotation that could not be finished; Rekey made it',
        ScheduleExpression: `at(${new Date(at).toISOString().slice(0, 19)})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: machineArn,
          RoleArn: group.roleArn,
          Input: JSON.stringify(input),
          DeadLetterConfig: { Arn: group.deadLetterArn },
          RetryPolicy: { MaximumEventAgeInSeconds: EVENT_AGE_SECONDS_MAX },
        },
      });
      const names = { call: 'scheduler:CreateSchedule', resource: `${group.name}/${name}` };
      try {
        await call(names, signal, (client, options) => client.send(command, options));
      } catch (error) {
        // It stands already: an answer was lost, or the run was closed twice.
        if (isRotationError(error) && error.facts.awsError === 'ConflictException') return;
        throw error;
      }
    },
  };
}
