// A secret's schedule in EventBridge Scheduler, as it shall stand there: fires when the window opens, by the stack's role, tries for as
// long as the window lasts, and leaves a start that was refused in the stack's queue.
import type { Ports } from '../ports.ts';
import { type RotationScheduleInput, toScheduleName } from '../rotation-schedule.ts';
import type { Schedule, Window } from '../schedule/schedule.ts';
import { toSchedulerExpression } from '../schedule/to-scheduler.ts';
import { listWindows } from '../schedule/windows.ts';
import { toWindowText } from './desired-rotation.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Scheduler's bounds of MaximumEventAgeInSeconds and MaximumRetryAttempts. */
const EVENT_AGE_SECONDS_MAX = 86_400;
const RETRIES_MAX = 185;

export interface ScheduleSettings {
  readonly name: string;
  readonly enabled: boolean;
  /** What it starts. */
  readonly targetArn: string;
  /** In EventBridge Scheduler's grammar. */
  readonly schedulerExpression: string;
  readonly timezone: string;
  /** The first firing of a rate(), milliseconds since the epoch. */
  readonly startAt?: number;
  /** From one firing of a rate() to the next; not told by Scheduler. */
  readonly periodMs?: number;
  readonly endAt?: number;
  readonly flexible: boolean;
  readonly roleArn?: string;
  readonly deadLetterArn?: string;
  readonly maximumEventAgeSeconds?: number;
  readonly maximumRetryAttempts?: number;
  /** Undefined where somebody else made the schedule. */
  readonly rotation?: RotationScheduleInput;
}

/** The parts of the deployed stack that a schedule names. */
export interface ScheduleStack {
  readonly group: string;
  readonly stateMachineArn: string;
  readonly roleArn: string;
  readonly deadLetterArn: string;
}

export interface ScheduleRequest {
  readonly secret: { readonly arn: string; readonly name: string };
  readonly schedule: Schedule;
  readonly stack: ScheduleStack;
  /** What stands under the schedule's name now, and is ours. */
  readonly found?: ScheduleSettings | undefined;
  readonly now: number;
  /** The secret is rotated at once too, so a new rate() counts from now. */
  readonly rotatesNow: boolean;
}

/** The settings, complete; a rate() whose expression stays keeps its beat. */
export function toScheduleSettings(
  ports: Pick<Ports, 'hash'>,
  request: ScheduleRequest,
): ScheduleSettings {
  const { secret, schedule, stack, now } = request;
  const { expression } = toSchedulerExpression(schedule, now);
  return {
    name: toScheduleName(ports, secret),
    enabled: true,
    targetArn: stack.stateMachineArn,
    schedulerExpression: expression,
    timezone: 'UTC',
    ...(schedule.kind === 'rate' && {
      startAt: findFirst(schedule, findAnchor(request), now).opensAt,
      periodMs: schedule.periodHours * HOUR_MS,
    }),
    flexible: false,
    roleArn: stack.roleArn,
    deadLetterArn: stack.deadLetterArn,
    maximumEventAgeSeconds: Math.min(schedule.windowHours * 3600, EVENT_AGE_SECONDS_MAX),
    maximumRetryAttempts: RETRIES_MAX,
    rotation: {
      secretId: secret.arn,
      expression: schedule.expression,
      window: toWindowText(schedule),
    },
  };
}

/** Windows of the schedule as it shall stand, from now on. */
export function listSettingsWindows(
  schedule: Schedule,
  { startAt }: Pick<ScheduleSettings, 'startAt'>,
  now: number,
  count: number,
): readonly Window[] {
  const windows = listWindows(schedule, { from: now, anchor: startAt });
  return Array.from({ length: count }, () => windows.next().value as Window | undefined).filter(
    (window) => window !== undefined,
  );
}

/** When a window of the rate() opened or will open. UpdateSchedule replaces everything: without the old one, windows would shift. */
function findAnchor({ schedule, found, now, rotatesNow }: ScheduleRequest): number | undefined {
  if (schedule.kind !== 'rate') return undefined;
  const unitMs = schedule.unit === 'hours' ? HOUR_MS : DAY_MS;
  const old = found?.startAt;
  // A start that somebody moved off the hour, or off midnight, opens no window of ours.
  if (
    old !== undefined &&
    old % unitMs === 0 &&
    found?.rotation?.expression === schedule.expression
  ) {
    return old;
  }
  if (!rotatesNow) return undefined;
  return findFirst(schedule, undefined, now + schedule.periodHours * HOUR_MS).opensAt;
}

function findFirst(schedule: Schedule, anchor: number | undefined, from: number): Window {
  for (const window of listWindows(schedule, { from, anchor })) return window;
  throw new Error(`${schedule.expression} never opens a window.`);
}
