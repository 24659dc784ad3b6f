// What is wrong with a schedule that stands in the group, beside its secret and the stack.

import { isRotationError } from '../errors.ts';
import type { Ports, SecretDescription } from '../ports.ts';
import { parseSchedule } from '../schedule/parse-schedule.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { findScheduleChanges } from './changes.ts';
import {
  type ScheduleSettings,
  type ScheduleStack,
  toScheduleSettings,
} from './schedule-settings.ts';
import { describeStranger } from './secret-change.ts';

export interface ScheduleProblem {
  readonly kind:
    | 'not-ours'
    | 'unreadable'
    | 'disabled'
    | 'secret-gone'
    | 'secret-in-deletion'
    | 'not-tagged'
    | 'switched-off'
    | 'window-differs'
    | 'drifted';
  readonly text: string;
}

export interface ScheduleFinding {
  /** Undefined where it is not ours, or nobody can read it. */
  readonly schedule?: Schedule;
  readonly problems: readonly ScheduleProblem[];
}

/** @param secret undefined where it does not exist */
export function findScheduleProblems(
  ports: Pick<Ports, 'hash'>,
  found: ScheduleSettings,
  secret: Pick<SecretDescription, 'arn' | 'name' | 'tags' | 'deletedAt'> | undefined,
  stack: ScheduleStack,
  now: number,
): ScheduleFinding {
  const { rotation, targetArn } = found;
  if (rotation === undefined || targetArn !== stack.stateMachineArn) {
    const text = `not ours: ${describeStranger(found, stack.stateMachineArn)}`;
    return { problems: [{ kind: 'not-ours', text }] };
  }
  const schedule = findSchedule(rotation);
  if ('problem' in schedule) return { problems: [schedule.problem] };
  const settings = toScheduleSettings(ports, {
    secret: secret ?? { arn: rotation.secretId, name: '' },
    schedule,
    stack,
    found,
    now,
    rotatesNow: false,
  });
  const drift = findScheduleChanges(found, settings).filter(({ field }) => field !== 'state');
  return {
    schedule,
    problems: [
      ...(found.enabled ? [] : [{ kind: 'disabled' as const, text: 'disabled' }]),
      ...listSecretProblems(secret, rotation.window),
      ...drift.map(({ field, from = 'none', to = 'none' }) => ({
        kind: 'drifted' as const,
        text: `${field} is ${from}, expected ${to}`,
      })),
    ],
  };
}

function findSchedule({
  expression,
  window,
}: {
  readonly expression: string;
  readonly window: string;
}): Schedule | { readonly problem: ScheduleProblem } {
  try {
    return parseSchedule(expression, window);
  } catch (error) {
    if (!isRotationError(error)) throw error;
    return { problem: { kind: 'unreadable', text: error.message } };
  }
}

function listSecretProblems(
  secret: Pick<SecretDescription, 'tags' | 'deletedAt'> | undefined,
  window: string,
): readonly ScheduleProblem[] {
  if (secret === undefined) return [{ kind: 'secret-gone', text: 'the secret is gone' }];
  const { tags, deletedAt } = secret;
  const problems: ScheduleProblem[] = [];
  if (deletedAt !== undefined) {
    const day = new Date(deletedAt).toISOString().slice(0, 10);
    problems.push({ kind: 'secret-in-deletion', text: `the secret is in deletion since ${day}` });
  }
  if (!tags.has('rekey:target')) {
    problems.push({ kind: 'not-tagged', text: 'the secret has no tag rekey:target' });
  }
  if (tags.get('rekey:enabled') === 'false') {
    problems.push({ kind: 'switched-off', text: 'switched off by the tag rekey:enabled' });
  }
  const tag = tags.get('rekey:window') ?? 'none';
  if (tag !== window) {
    problems.push({ kind: 'window-differs', text: `the tag rekey:window is ${tag}` });
  }
  return problems;
}
