// What is to be done for one secret: which tags and which settings of its schedule differ from what shall be.
import { checkSecret } from '../check-secret.ts';
import { RotationError } from '../errors.ts';
import type { Ports, SecretDescription } from '../ports.ts';
import { parseSettings } from '../settings.ts';
import { type Change, findScheduleChanges, findTagChanges } from './changes.ts';
import { OWN_TAGS, type Tags } from './desired-rotation.ts';
import {
  type ScheduleRequest,
  type ScheduleSettings,
  type ScheduleStack,
  toScheduleSettings,
} from './schedule-settings.ts';

export interface SecretChange {
  readonly secret: { readonly arn: string; readonly name: string };
  readonly tags: readonly Change[];
  readonly schedule: {
    readonly action: 'create' | 'update' | 'keep';
    readonly changes: readonly Change[];
    readonly settings: ScheduleSettings;
  };
}

export interface ChangeRequest extends Omit<ScheduleRequest, 'secret'> {
  readonly description: SecretDescription;
  /** All of Rekey's tags as they shall be. */
  readonly tags: Tags;
}

/** @throws RotationError InvalidConfiguration where the secret cannot be rotated so, or its schedule's name is taken */
export function planSecretChange(ports: Pick<Ports, 'hash'>, request: ChangeRequest): SecretChange {
  const { description, tags, found, stack } = request;
  const { arn, name } = description;
  checkSecret(description);
  parseSettings({ ...description, tags: toAllTags(description.tags, tags) }, { secretId: arn });
  if (found !== undefined) checkOwn(found, stack, arn);
  const settings = toScheduleSettings(ports, { ...request, secret: { arn, name } });
  const changes = found === undefined ? [] : findScheduleChanges(found, settings);
  const action = found === undefined ? 'create' : changes.length === 0 ? 'keep' : 'update';
  return {
    secret: { arn, name },
    tags: findTagChanges(description.tags, tags),
    schedule: { action, changes, settings },
  };
}

export function isNothing({ tags, schedule }: SecretChange): boolean {
  return tags.length === 0 && schedule.action === 'keep';
}

/** @throws RotationError InvalidConfiguration where somebody else made the schedule: it is never overwritten nor deleted */
export function checkOwn(
  found: ScheduleSettings,
  { group, stateMachineArn }: ScheduleStack,
  secretArn: string,
): void {
  const isOurs = found.targetArn === stateMachineArn && found.rotation?.secretId === secretArn;
  if (isOurs) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `Schedule ${found.name} in group ${group}: expected one that Rekey made for ${secretArn}, found ${describeStranger(found, stateMachineArn)}. ` +
      `It is left alone. Look at it with "aws scheduler get-schedule --group-name ${group} --name ${found.name}"; if nobody needs it, ` +
      'delete it with "aws scheduler delete-schedule" and the same options.',
  );
}

/** What a schedule of somebody else's does, in a few words. */
export function describeStranger(found: ScheduleSettings, stateMachineArn: string): string {
  if (found.targetArn !== stateMachineArn) return `one that starts ${found.targetArn}`;
  const secretId = found.rotation?.secretId;
  return secretId === undefined ? 'an input that Rekey did not write' : `one for ${secretId}`;
}

/** Tags that are not ours, such as rekey:role, stay as they are. */
function toAllTags(found: Tags, own: Tags): Tags {
  const others = [...found].filter(([tag]) => !(OWN_TAGS as readonly string[]).includes(tag));
  return new Map([...others, ...own]);
}
