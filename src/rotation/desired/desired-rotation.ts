// How one secret is to be rotated, as a line of rotations.yml or a call of `rekey schedule` says it, and the tags that say the same
// on the secret.
import type { Schedule } from '../schedule/schedule.ts';

export interface DesiredRotation {
  /** Name or ARN. */
  readonly secret: string;
  readonly target: string;
  readonly recipe?: string;
  /** The secret with the credential that may make credentials. */
  readonly admin?: string;
  readonly options: ReadonlyMap<string, string>;
  readonly grace?: string;
  /** Left out, no tag says it, and a secret without the tag is rotated. */
  readonly enabled?: boolean;
  readonly schedule: Schedule;
}

/** The tags that Rekey writes; rekey:role is for people to set, for it opens a secret to the functions. */
export const OWN_TAGS = [
  'rekey:target',
  'rekey:recipe',
  'rekey:admin',
  'rekey:options',
  'rekey:window',
  'rekey:grace',
  'rekey:enabled',
] as const;

export type Tags = ReadonlyMap<string, string>;

/** All of OWN_TAGS that shall stand on the secret: one that is missing here shall not. */
export function toTags(desired: DesiredRotation): Tags {
  const { target, recipe, admin, grace, enabled, schedule } = desired;
  const options = toOptionsText(desired.options);
  const values: readonly (readonly [string, string | undefined])[] = [
    ['rekey:target', target],
    ['rekey:recipe', recipe],
    ['rekey:admin', admin],
    ['rekey:options', options === '' ? undefined : options],
    ['rekey:window', toWindowText(schedule)],
    ['rekey:grace', grace],
    ['rekey:enabled', enabled?.toString()],
  ];
  return new Map(
    values.flatMap(([tag, value]) => (value === undefined ? [] : [[tag, value] as const])),
  );
}

/** Such as `3h`: the same in the tag and in the schedule's input, so that a run by hand and one by schedule agree. */
export function toWindowText({ windowHours }: Schedule): string {
  return `${String(windowHours)}h`;
}

/** Such as `length=48 field=apiKey`: tags allow no comma. */
export function toOptionsText(options: ReadonlyMap<string, string>): string {
  return [...options].map(([name, value]) => `${name}=${value}`).join(' ');
}
