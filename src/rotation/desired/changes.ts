// From what is found to what shall be, field by field, as people are shown it before anything is applied.
import { OWN_TAGS, type Tags } from './desired-rotation.ts';
import type { ScheduleSettings } from './schedule-settings.ts';

/** `from` is absent where there was nothing, `to` where nothing shall be left. */
export interface Change {
  readonly field: string;
  readonly from?: string;
  readonly to?: string;
}

export function findTagChanges(found: Tags, desired: Tags): readonly Change[] {
  return OWN_TAGS.flatMap((tag) => findChange(tag, found.get(tag), desired.get(tag)));
}

/** A start date that lies on the same beat is no change: only the windows count, and Scheduler wants a date to come. */
export function findScheduleChanges(
  found: ScheduleSettings,
  desired: ScheduleSettings,
): readonly Change[] {
  return [
    ...findChange('expression', found.rotation?.expression, desired.rotation?.expression),
    ...findChange('window', found.rotation?.window, desired.rotation?.window),
    ...findChange(
      'expression in Scheduler',
      found.schedulerExpression,
      desired.schedulerExpression,
    ),
    ...findStartChange(found, desired),
    ...findChange('ends', toTimeText(found.endAt), toTimeText(desired.endAt)),
    ...findChange('time zone', found.timezone, desired.timezone),
    ...findChange('flexible window', toSwitch(found.flexible), toSwitch(desired.flexible)),
    ...findChange('role', found.roleArn, desired.roleArn),
    ...findChange('dead-letter queue', found.deadLetterArn, desired.deadLetterArn),
    ...findChange(
      'maximum event age',
      toSecondsText(found.maximumEventAgeSeconds),
      toSecondsText(desired.maximumEventAgeSeconds),
    ),
    ...findChange(
      'retries',
      found.maximumRetryAttempts?.toString(),
      desired.maximumRetryAttempts?.toString(),
    ),
    ...findChange('state', toState(found.enabled), toState(desired.enabled)),
  ];
}

function findChange(
  field: string,
  from: string | undefined,
  to: string | undefined,
): readonly Change[] {
  if (from === to) return [];
  return [{ field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
}

function findStartChange(found: ScheduleSettings, desired: ScheduleSettings): readonly Change[] {
  const { startAt, periodMs } = desired;
  const isOnBeat =
    found.startAt !== undefined &&
    startAt !== undefined &&
    periodMs !== undefined &&
    (startAt - found.startAt) % periodMs === 0;
  if (isOnBeat) return [];
  return findChange('first window', toTimeText(found.startAt), toTimeText(startAt));
}

function toTimeText(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

function toSecondsText(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : `${String(seconds)} s`;
}

function toSwitch(isOn: boolean): string {
  return isOn ? 'on' : 'off';
}

function toState(enabled: boolean): string {
  return enabled ? 'enabled' : 'disabled';
}
