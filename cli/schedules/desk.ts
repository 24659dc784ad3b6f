// What the verbs about schedules work with: the deployed stack, its group of schedules, the secrets and their tags. Ctrl-C ends its
// calls.
import type { ClientConfig } from '../../src/aws/clients.ts';
import {
  createRotationSchedules,
  type RotationSchedules,
} from '../../src/aws/rotation-schedules.ts';
import { createScheduleWriter } from '../../src/aws/schedule-writer.ts';
import { createSecretStore } from '../../src/aws/secret-store.ts';
import { createSecretTags } from '../../src/aws/secret-tags.ts';
import type { ScheduleStack } from '../../src/rotation/desired/schedule-settings.ts';
import type { SecretChange } from '../../src/rotation/desired/secret-change.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import { systemClock } from '../clock.ts';
import { openDeployment } from '../deployment.ts';
import { createInterruption, type Signals } from '../interruption.ts';
import type { StackOptions } from '../verbs/stack-options.ts';

export interface ScheduleDesk {
  readonly config: ClientConfig;
  readonly stack: ScheduleStack;
  readonly schedules: RotationSchedules;
  readonly signal: AbortSignal;
  describe(secretId: string): Promise<SecretDescription>;
  /**
   * Tags first, for a schedule may fire at once. Done again, it changes nothing.
   * @param done called after each part, in words
   */
  apply(change: SecretChange, done: (part: string) => void): Promise<void>;
  remove(scheduleName: string): Promise<void>;
}

export async function withDesk<Result>(
  options: StackOptions,
  signals: Signals,
  work: (desk: ScheduleDesk) => Promise<Result>,
): Promise<Result> {
  const { config, output } = await openDeployment(options);
  const stack = {
    group: output('ScheduleGroupName'),
    stateMachineArn: output('StateMachineArn'),
    roleArn: output('ScheduleRoleArn'),
    deadLetterArn: output('ScheduleDeadLetterQueueArn'),
  };
  const interruption = createInterruption(signals);
  try {
    return await work(createDesk(config, stack, interruption.signal));
  } finally {
    interruption.release();
  }
}

function createDesk(config: ClientConfig, stack: ScheduleStack, signal: AbortSignal): ScheduleDesk {
  const secrets = createSecretStore(config, systemClock);
  const tags = createSecretTags(config, systemClock);
  const writer = createScheduleWriter(config, systemClock, stack.group);
  return {
    config,
    stack,
    signal,
    schedules: createRotationSchedules(config, systemClock, stack.group),
    describe: (secretId) => secrets.describe(secretId, signal),
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
