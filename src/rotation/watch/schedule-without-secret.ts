// A schedule whose secret is gone, has lost its tag, or is in deletion: it starts runs that can only fail.
import type { Commands } from './commands.ts';
import { type Finding, toFinding } from './finding.ts';
import type { ListedSchedule, WatchedSecret } from './ports.ts';

/** @param secretId what its input names; undefined where that says nothing */
export function toScheduleWithoutSecret(
  commands: Commands,
  { name, changedAt }: ListedSchedule,
  secretId: string | undefined,
): Finding {
  const missing = secretId === undefined ? 'nothing that could be a secret' : secretId;
  return toFinding('schedule-without-secret', {
    about: name,
    secret: secretId,
    since: changedAt,
    meaning: `Schedule ${name} starts runs for ${missing}: no secret with the tag rekey:target is that.`,
    nextCommand: commands.deleteSchedule(name),
  });
}

export function toScheduleOfDeleted(
  commands: Commands,
  { name }: ListedSchedule,
  { name: secret, deletedAt }: WatchedSecret,
): Finding {
  return toFinding('schedule-without-secret', {
    about: name,
    secret,
    since: deletedAt,
    meaning: `Secret ${secret} is scheduled for deletion, and schedule ${name} still starts runs.`,
    nextCommand: commands.deleteSchedule(name),
  });
}
