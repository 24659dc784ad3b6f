// Keeps alarms from acting; they go on to change their state.
import type { DisableAlarmActionsInput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import { type CloudWatch, permitOnAlarms } from '../cloudwatch.ts';
import { switchActions } from '../switch-actions.ts';

export function disableAlarmActions(
  service: CloudWatch,
): Action<DisableAlarmActionsInput, Record<string, never>> {
  return {
    permissions: permitOnAlarms(
      service,
      'cloudwatch:DisableAlarmActions',
      ({ AlarmNames }: DisableAlarmActionsInput) => AlarmNames ?? [],
    ),
    run: ({ AlarmNames }, { region }) => {
      switchActions(service, region, AlarmNames, false);
      return {};
    },
  };
}
