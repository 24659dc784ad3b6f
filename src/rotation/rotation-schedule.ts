// A secret's schedule as it stands in EventBridge Scheduler: its name, and the input with which it starts the machine. What it
// means is written in the input, for Scheduler's own expression is a translation.

import { isRotationError } from './errors.ts';
import { parseInput } from './parse-state.ts';
import type { Ports } from './ports.ts';

/** EventBridge Scheduler puts the time in its place when the schedule fires (User Guide, "Context attributes"). */
export const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

/** A placeholder is no time, so it is read as this. */
const ANY_TIME = '1970-01-01T00:00:00Z';
const NAME_LENGTH_MAX = 64;
const HASH_LENGTH = 16;
const RECOVERY_HASH_LENGTH = 32;

export interface RotationScheduleInput {
  readonly secretId: string;
  /** As people wrote it. */
  readonly expression: string;
  /** Such as `3h`. */
  readonly window: string;
}

/**
 * The schedule's name in its group: whoever reads a list sees which secret is meant, and the hash of its ARN tells apart what
 * looks alike. A secret that was made anew under its old name has another ARN.
 */
export function toScheduleName(
  { hash }: Pick<Ports, 'hash'>,
  secret: { readonly arn: string; readonly name: string },
): string {
  const room = NAME_LENGTH_MAX - HASH_LENGTH - 1;
  const words = secret.name.replaceAll(/[^0-9a-zA-Z_.-]+/g, '-').slice(0, room);
  return `${words}-${hash(secret.arn).slice(0, HASH_LENGTH)}`;
}

/** JSON for the schedule's target. */
export function toScheduleInput({ secretId, expression, window }: RotationScheduleInput): string {
  return JSON.stringify({
    secretId,
    scheduledTime: SCHEDULED_TIME,
    window,
    trigger: 'schedule',
    schedule: expression,
  });
}

/** @returns undefined where the input is not one that we wrote */
export function parseScheduleInput(text: string): RotationScheduleInput | undefined {
  try {
    const written: unknown = JSON.parse(text.replace(SCHEDULED_TIME, ANY_TIME));
    const { secretId, schedule, window, trigger } = parseInput(written);
    if (schedule === undefined || window === undefined || trigger !== 'schedule') return undefined;
    return { secretId, expression: schedule, window };
  } catch (error) {
    if (error instanceof SyntaxError || isRotationError(error)) return undefined;
    throw error;
  }
}

/** A one-time recovery stands in the same group; made twice for one run, it has the same name. */
export function toRecoveryScheduleName(
  { hash }: Pick<Ports, 'hash'>,
  executionArn: string,
  delay: string,
): string {
  return `recover-${hash(executionArn).slice(0, RECOVERY_HASH_LENGTH)}-${delay}`;
}

/** Whoever reads the group leaves these out. A secret's schedule ends with a hash, so none is taken for one of them. */
export function isRecoveryScheduleName(name: string): boolean {
  return /^recover-[0-9a-f]{32}-\d+[mh]$/.test(name);
}
