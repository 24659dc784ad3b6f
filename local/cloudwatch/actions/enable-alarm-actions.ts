// Lets alarms act again when their state changes.
import type { EnableAlarmActionsInput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import { type CloudWatch, permitOnAlarms } from '../cloudwatch.ts';
import { switchActions } from '../switch-actions.ts';

export function enableAlarmActions(
  service: CloudWatch,
): Action<EnableAlarmActionsInput, Record<string, never>> {
  return {
    permissions: permitOnAlarms(
      service,
      'cloudwatch:EnableAlarmActions',
      ({ AlarmNames }: EnableAlarmActionsInput) => AlarmNames ?? [],
    ),
    run: ({ AlarmNames }, { region }) => {
      switchActions(service, region, AlarmNames, true);
      return {};
    },
  };
}
