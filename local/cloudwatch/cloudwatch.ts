// What CloudWatch's actions share.
import type { CallContext, Environment, Permission } from '../service.ts';
import type { AlarmWatch } from './alarm-watch.ts';
import { type AlarmsStore, toAlarmArn } from './alarms.ts';
import type { DashboardsStore } from './dashboards.ts';
import type { MetricsStore } from './metrics.ts';

export interface CloudWatch {
  readonly environment: Environment;
  readonly metrics: MetricsStore;
  readonly alarms: AlarmsStore;
  readonly dashboards: DashboardsStore;
  readonly watch: AlarmWatch;
}

export function permitAnywhere(action: string) {
  return (): readonly Permission[] => [{ action, resource: '*' }];
}

/** Each alarm that the input names, with its tags. */
export function permitOnAlarms<Input>(
  { alarms }: CloudWatch,
  action: string,
  listNames: (input: Input) => readonly (string | undefined)[],
) {
  return (input: Input, { region, accountId }: CallContext): readonly Permission[] =>
    listNames(input).map((name = '*') => ({
      action,
      resource: toAlarmArn(region, accountId, name),
      conditions: Object.fromEntries(
        Object.entries(alarms.find(region, name)?.tags ?? {}).map(([key, tag]) => [
          `aws:ResourceTag/${key}`,
          tag,
        ]),
      ),
    }));
}
