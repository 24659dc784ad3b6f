// What the verbs about schedules work with: the deployed stack, its group of schedules, the secrets and their tags. Ctrl-C ends its
// calls.
import {
  createRotationSchedules,
  type RotationSchedules,
} from '../../src/aws/rotation-schedules.ts';
import { createScheduleWriter } from '../../src/aws/schedule-writer.ts';
import { createSecretTags } from '../../src/aws/secret-tags.ts';
import type { ScheduleStack } from '../../src/rotation/desired/schedule-settings.ts';
import type { SecretChange } from '../../src/rotation/desired/secret-change.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import type { Signals } from '../interruption.ts';
import { describeSecret } from '../operate/describe-secret.ts';
import { type Reading, withReading } from '../operate/reading.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';

export interface ScheduleDesk extends Reading {
  readonly stack: ScheduleStack;
  readonly schedules: RotationSchedules;
  /** @throws RotationError InvalidConfiguration that says what to look at, where there is no such secret */
  readonly describe: (secretId: string) => Promise<SecretDescription>;
  /**
   * Tags first, for a schedule may fire at once. Done again, it changes nothing.
   * @param done called after each part, in words
   */
  readonly apply: (change: SecretChange, done: (part: string) => void) => Promise<void>;
  readonly remove: (scheduleName: string) => Promise<void>;
}

export async function withDesk<Result>(
  options: StackOptions,
  writer: Writer,
  signals: Signals,
  work: (desk: ScheduleDesk) => Promise<Result>,
): Promise<Result> {
  return await withReading(options, writer, signals, (reading) => work(createDesk(reading)));
}

function createDesk(reading: Reading): ScheduleDesk {
  const { config, clock, signal, output } = reading;
  const stack = {
    group: output('ScheduleGroupName'),
    stateMachineArn: output('StateMachineArn'),
    roleArn: output('ScheduleRoleArn'),
    deadLetterArn: output('ScheduleDeadLetterQueueArn'),
  };
  const tags = createSecretTags(config, clock);
  const writer = createScheduleWriter(config, clock, stack.group);
  return {
    ...reading,
    stack,
    schedules: createRotationSchedules(config, clock, stack.group),
    describe: (secretId) => describeSecret(reading, secretId),
    apply: async (change, done) => {
      if (change.tags.length > 0) {
        await tags.apply(change.secret.arn, change.tags, signal);
        done('tags');
      }
      const { action, settings } = change.schedule;
      if (action === 'keep') return;
      await writer[action](settings, signal);
      done('schedule');
    },
    remove: (name) => writer.remove(name, signal),
  };
}
