// Alarms by name, prefix, state or action. Composite alarms do not exist here.
import type { DescribeAlarmsInput, DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import { describeAlarm } from '../alarms.ts';
import { type CloudWatch, permitAnywhere } from '../cloudwatch.ts';
import { toPage } from '../page.ts';

const ALARMS_MAX = 100;

export function describeAlarms({
  alarms,
}: CloudWatch): Action<DescribeAlarmsInput, DescribeAlarmsOutput> {
  return {
    permissions: permitAnywhere('cloudwatch:DescribeAlarms'),
    run: (input, { region }) => {
      const { AlarmNames: names, AlarmNamePrefix: prefix = '', ActionPrefix, AlarmTypes } = input;
      const isWanted = AlarmTypes === undefined || AlarmTypes.includes('MetricAlarm');
      const found = (isWanted ? alarms.list(region) : [])
        .filter(({ settings }) => names === undefined || names.includes(settings.AlarmName))
        .filter(({ settings }) => settings.AlarmName.startsWith(prefix))
        .filter(({ state }) => input.StateValue === undefined || state === input.StateValue)
        .filter(
          ({ settings: { AlarmActions = [], OKActions = [], InsufficientDataActions = [] } }) =>
            ActionPrefix === undefined ||
            [...AlarmActions, ...OKActions, ...InsufficientDataActions].some((action) =>
              action.startsWith(ActionPrefix),
            ),
        );
      const { items, NextToken } = toPage(found, input.NextToken, input.MaxRecords ?? ALARMS_MAX);
      return { MetricAlarms: items.map(describeAlarm), CompositeAlarms: [], ...NextToken };
    },
  };
}
