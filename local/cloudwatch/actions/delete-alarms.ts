// Deletes alarms: all that are named, or none where one of them does not exist.
import type { DeleteAlarmsInput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import { type CloudWatch, permitOnAlarms } from '../cloudwatch.ts';
import { createCloudWatchError } from '../errors.ts';

export function deleteAlarms(
  service: CloudWatch,
): Action<DeleteAlarmsInput, Record<string, never>> {
  const { environment, alarms, watch } = service;
  return {
    permissions: permitOnAlarms(
      service,
      'cloudwatch:DeleteAlarms',
      ({ AlarmNames }: DeleteAlarmsInput) => AlarmNames ?? [],
    ),
    run: ({ AlarmNames = [] }, { region }) => {
      const absent = AlarmNames.filter((name) => alarms.find(region, name) === undefined);
      if (absent.length > 0) {
        const message = `Alarms [${absent.join(', ')}] do not exist`;
        throw createCloudWatchError('ResourceNotFound', message);
      }
      environment.store.transaction(() => {
        for (const name of AlarmNames) alarms.delete(region, name);
      });
      for (const name of AlarmNames) watch.reset(region, name);
      return {};
    },
  };
}
