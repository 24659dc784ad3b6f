// The stack's alarms, as CloudWatch has them now.
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { AlarmFacts } from '../../rotation/doctor/facts.ts';
import type { Clock } from '../../rotation/effects.ts';
import type { ClientConfig } from '../clients.ts';
import { createTimedCall } from '../timed-call.ts';
import type { StackResource } from './stack-resources.ts';

/** DescribeAlarms takes a hundred names. */
export async function loadAlarms(
  config: ClientConfig,
  clock: Clock,
  resources: readonly StackResource[],
  signal: AbortSignal,
): Promise<readonly AlarmFacts[]> {
  const call = createTimedCall(() => new CloudWatchClient(config), clock);
  const wanted = resources
    .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
    .map(({ name }) => name);
  if (wanted.length === 0) return [];
  const names = { call: 'cloudwatch:DescribeAlarms', resource: 'the alarms' };
  const { MetricAlarms = [] } = await call(names, signal, (client, options) =>
    client.send(new DescribeAlarmsCommand({ AlarmNames: wanted, MaxRecords: 100 }), options),
  );
  return wanted.map((name) => {
    const alarm = MetricAlarms.find(({ AlarmName }) => AlarmName === name);
    return {
      name,
      description: alarm?.AlarmDescription ?? '',
      actionsEnabled: alarm?.ActionsEnabled !== false,
      ...(alarm?.StateValue === undefined ? {} : { state: alarm.StateValue }),
    };
  });
}
