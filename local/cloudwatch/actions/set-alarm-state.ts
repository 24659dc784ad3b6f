// Puts an alarm into a state for a while, as a trial: its actions run, and the next evaluation takes it back.
import type { SetAlarmStateInput } from '@aws-sdk/client-cloudwatch';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { type CloudWatch, permitOnAlarms } from '../cloudwatch.ts';
import { createCloudWatchError } from '../errors.ts';

const CONSTRAINTS: Constraints = {
  StateValue: { values: ['INSUFFICIENT_DATA', 'ALARM', 'OK'] },
  StateReason: { length: [0, 1023] },
};

export function setAlarmState(
  service: CloudWatch,
): Action<SetAlarmStateInput, Record<string, never>> {
  const { alarms, watch } = service;
  return {
    permissions: permitOnAlarms(
      service,
      'cloudwatch:SetAlarmState',
      ({ AlarmName }: SetAlarmStateInput) => [AlarmName],
    ),
    run: async (input, { region }) => {
      checkConstraints(CONSTRAINTS, input);
      const { AlarmName = '', StateValue: state = 'OK', StateReason: reason = '' } = input;
      const alarm = alarms.find(region, AlarmName);
      if (alarm === undefined) throw createCloudWatchError('ResourceNotFound', '');
      await watch.transition(region, alarm, { state, reason, reasonData: input.StateReasonData });
      watch.reset(region, AlarmName);
      return {};
    },
  };
}
