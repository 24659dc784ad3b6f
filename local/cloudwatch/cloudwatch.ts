// What CloudWatch's actions share.
import type { CallContext, Conditions, Environment, Permission } from '../service.ts';
import { ofResourceTags } from '../tag-conditions.ts';
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

/**
 * Each alarm that the input names, with its tags.
 * @param ofRequest what the request says of tags
 */
export function permitOnAlarms<Input>(
  { alarms }: CloudWatch,
  action: string,
  listNames: (input: Input) => readonly (string | undefined)[],
  ofRequest: (input: Input) => Conditions = () => ({}),
) {
  return (input: Input, { region, accountId }: CallContext): readonly Permission[] =>
    listNames(input).map((name = '*') => ({
      action,
      resource: toAlarmArn(region, accountId, name),
      conditions: ofRequest(input),
      resourceConditions: ofResourceTags(() => alarms.find(region, name)?.tags),
    }));
}
