// What stands in the deployed group, or is tagged, and is not in the file: told, and removed only where that was asked for.
import type { Ports } from '../ports.ts';
import { isRecoveryScheduleName, toScheduleName } from '../rotation-schedule.ts';
import type { ScheduleSettings, ScheduleStack } from './schedule-settings.ts';
import { describeStranger } from './secret-change.ts';

export type Unmanaged =
  | {
      readonly kind: 'schedule';
      readonly name: string;
      readonly secretArn: string;
      readonly expression: string;
    }
  /** Of somebody else's making: never removed. */
  | { readonly kind: 'stranger'; readonly name: string; readonly found: string }
  /** Tagged, and on no schedule. */
  | { readonly kind: 'secret'; readonly name: string; readonly secretArn: string };

/** Of names in the group: those that no secret of the file has, less one-time recoveries. */
export function isUnmanagedName(name: string, managed: ReadonlySet<string>): boolean {
  return !managed.has(name) && !isRecoveryScheduleName(name);
}

export function toUnmanagedSchedule(
  schedule: ScheduleSettings,
  { stateMachineArn }: ScheduleStack,
): Unmanaged {
  const { name, rotation, targetArn } = schedule;
  if (rotation === undefined || targetArn !== stateMachineArn) {
    return { kind: 'stranger', name, found: describeStranger(schedule, stateMachineArn) };
  }
  return { kind: 'schedule', name, secretArn: rotation.secretId, expression: rotation.expression };
}

/** @param scheduled names of all schedules in the group */
export function listUnmanagedSecrets(
  ports: Pick<Ports, 'hash'>,
  tagged: readonly { readonly arn: string; readonly name: string }[],
  managed: ReadonlySet<string>,
  scheduled: ReadonlySet<string>,
): readonly Unmanaged[] {
  return tagged.flatMap((secret) => {
    const schedule = toScheduleName(ports, secret);
    if (managed.has(schedule) || scheduled.has(schedule)) return [];
    return [{ kind: 'secret', name: secret.name, secretArn: secret.arn }];
  });
}
