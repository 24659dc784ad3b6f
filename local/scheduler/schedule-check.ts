// CreateSchedule's and UpdateSchedule's input at the door: expression, zone, span, window, target, role.
// Source: Scheduler API reference, CreateSchedule.
import type { CreateScheduleCommandInput, FlexibleTimeWindow } from '@aws-sdk/client-scheduler';
import { findScheduleExpression } from '../schedule-expression.ts';
import { findTimeZone } from '../time-zone.ts';
import { validationException } from './errors.ts';
import type { ScheduleSettings } from './store.ts';
import { checkTarget } from './target-check.ts';

export type SettingsInput = Omit<CreateScheduleCommandInput, 'Name' | 'ClientToken' | 'GroupName'>;

const START_LATE_MS_MAX = 300_000;

export function checkSettings(
  input: SettingsInput,
  { now, accountId }: { readonly now: number; readonly accountId: string },
): ScheduleSettings {
  const expression = input.ScheduleExpression ?? '';
  if (findScheduleExpression(expression) === undefined) {
    throw validationException(`Invalid Schedule Expression ${expression}.`);
  }
  const timezone = input.ScheduleExpressionTimezone ?? 'UTC';
  if (findTimeZone(timezone) === undefined) {
    throw validationException('Invalid Schedule Expression Timezone.');
  }
  const { Description, KmsKeyArn } = input;
  return {
    expression,
    timezone,
    ...checkSpan(input, now),
    windowMinutes: checkWindow(input.FlexibleTimeWindow),
    state: input.State ?? 'ENABLED',
    actionAfterCompletion: input.ActionAfterCompletion ?? 'NONE',
    ...(Description === undefined ? {} : { description: Description }),
    ...(KmsKeyArn === undefined ? {} : { kmsKeyArn: KmsKeyArn }),
    target: checkTarget(input.Target, accountId),
  };
}

function checkSpan(
  { StartDate, EndDate }: SettingsInput,
  now: number,
): Pick<ScheduleSettings, 'startMs' | 'endMs'> {
  const startMs = StartDate === undefined ? undefined : new Date(StartDate).getTime();
  const endMs = EndDate === undefined ? undefined : new Date(EndDate).getTime();
  if (startMs !== undefined && startMs < now - START_LATE_MS_MAX) {
    throw validationException('The StartDate you specify cannot be earlier than 5 minutes ago.');
  }
  if (endMs !== undefined && endMs <= now) {
    throw validationException('The EndDate you specify cannot be in the past.');
  }
  if (startMs !== undefined && endMs !== undefined && endMs <= startMs) {
    throw validationException('The EndDate you specify must come after the StartDate.');
  }
  return {
    ...(startMs === undefined ? {} : { startMs }),
    ...(endMs === undefined ? {} : { endMs }),
  };
}

/** Minutes; 0 where the window is off. */
function checkWindow(window: FlexibleTimeWindow | undefined): number {
  const minutes = window?.MaximumWindowInMinutes;
  if (window?.Mode !== 'FLEXIBLE') {
    if (minutes === undefined) return 0;
    throw validationException('MaximumWindowInMinutes is only allowed when Mode is FLEXIBLE.');
  }
  if (minutes === undefined) {
    throw validationException('MaximumWindowInMinutes is required when Mode is FLEXIBLE.');
  }
  return minutes;
}
