// Alarms as they are kept, and as they are described.
import type { MetricAlarm, MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { toArn } from '../arn.ts';
import type { Store } from '../store.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** Without Tags, Dates or undefined members: what JSON keeps. */
export type AlarmSettings = Omit<PutMetricAlarmInput, 'Tags'> & { readonly AlarmName: string };

export interface Alarm {
  readonly settings: AlarmSettings;
  readonly arn: string;
  readonly state: AlarmState;
  readonly reason: string;
  readonly reasonData?: string;
  /** Milliseconds since the epoch. */
  readonly configuredAt: number;
  readonly updatedAt: number;
  readonly transitionedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface AlarmsStore {
  find(region: string, name: string): Alarm | undefined;
  put(region: string, alarm: Alarm): void;
  delete(region: string, name: string): boolean;
  list(region: string): readonly Alarm[];
  /** Of all regions, by their keys. */
  listAll(): readonly { readonly key: string; readonly document: Alarm }[];
}

export function createAlarmsStore(store: Store): AlarmsStore {
  const alarms = store.collection<Alarm>('cloudwatch/alarms');
  return {
    find: (region, name) => alarms.get(`${region}/${name}`),
    put: (region, alarm) => alarms.put(`${region}/${alarm.settings.AlarmName}`, alarm),
    delete: (region, name) => alarms.delete(`${region}/${name}`),
    list: (region) => alarms.list({ prefix: `${region}/` }).map(({ document }) => document),
    listAll: () => alarms.list(),
  };
}

export function toAlarmArn(region: string, accountId: string, name: string): string {
  return toArn({ service: 'cloudwatch', region, accountId, resource: `alarm:${name}` });
}

/** What the alarm watches, whether it was given as one metric or as queries. The last id is the one that counts. */
export function toQueries(settings: AlarmSettings): {
  readonly queries: readonly MetricDataQuery[];
  readonly id: string;
} {
  const { Metrics, Namespace, MetricName, Dimensions, Period, Unit } = settings;
  if (Metrics !== undefined && Metrics.length > 0) {
    const returned = Metrics.find(({ ReturnData }) => ReturnData !== false) ?? Metrics[0];
    return { queries: Metrics, id: returned?.Id ?? '' };
  }
  const MetricStat = {
    Metric: { Namespace, MetricName, Dimensions },
    Period,
    Stat: settings.Statistic ?? settings.ExtendedStatistic,
    ...(Unit === undefined ? {} : { Unit }),
  };
  return { queries: [{ Id: 'm', MetricStat }], id: 'm' };
}

export function describeAlarm(alarm: Alarm): MetricAlarm {
  const { settings, arn, state, reason, reasonData } = alarm;
  return {
    ...settings,
    ActionsEnabled: settings.ActionsEnabled ?? true,
    OKActions: settings.OKActions ?? [],
    AlarmActions: settings.AlarmActions ?? [],
    InsufficientDataActions: settings.InsufficientDataActions ?? [],
    Dimensions: settings.Dimensions ?? [],
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
    StateValue: state,
    StateReason: reason,
    ...(reasonData === undefined ? {} : { StateReasonData: reasonData }),
    StateUpdatedTimestamp: new Date(alarm.updatedAt),
    StateTransitionedTimestamp: new Date(alarm.transitionedAt),
  };
}
