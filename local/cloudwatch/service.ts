// Amazon CloudWatch: metrics that are kept, alarms that are evaluated, dashboards that are stored
// (CloudWatch API reference).
import type { AnyAction, Environment, Service } from '../service.ts';
import { deleteAlarms } from './actions/delete-alarms.ts';
import { deleteDashboards } from './actions/delete-dashboards.ts';
import { describeAlarms } from './actions/describe-alarms.ts';
import { describeAlarmsForMetric } from './actions/describe-alarms-for-metric.ts';
import { disableAlarmActions } from './actions/disable-alarm-actions.ts';
import { enableAlarmActions } from './actions/enable-alarm-actions.ts';
import { getDashboard } from './actions/get-dashboard.ts';
import { getMetricData } from './actions/get-metric-data.ts';
import { getMetricStatistics } from './actions/get-metric-statistics.ts';
import { listDashboards } from './actions/list-dashboards.ts';
import { listMetrics } from './actions/list-metrics.ts';
import { listTagsForResource } from './actions/list-tags-for-resource.ts';
import { putDashboard } from './actions/put-dashboard.ts';
import { putMetricAlarm } from './actions/put-metric-alarm.ts';
import { putMetricData } from './actions/put-metric-data.ts';
import { setAlarmState } from './actions/set-alarm-state.ts';
import { tagResource } from './actions/tag-resource.ts';
import { untagResource } from './actions/untag-resource.ts';
import { createAlarmWatch } from './alarm-watch.ts';
import { createAlarmsStore } from './alarms.ts';
import type { CloudWatch } from './cloudwatch.ts';
import { createDashboardsStore } from './dashboards.ts';
import { createMetricsStore } from './metrics.ts';

/** Metrics of one region; buckets are bounded by their age. */
const METRICS_PER_KEPT_ITEM = 0.1;

export function createCloudWatch(environment: Environment): Service {
  const { store, limits } = environment;
  const metrics = createMetricsStore(store, Math.ceil(limits.keptItemsMax * METRICS_PER_KEPT_ITEM));
  const alarms = createAlarmsStore(store);
  const dashboards = createDashboardsStore(store);
  const watch = createAlarmWatch(environment, metrics, alarms);
  const service: CloudWatch = { environment, metrics, alarms, dashboards, watch };
  const actions: Readonly<Record<string, AnyAction>> = {
    DeleteAlarms: deleteAlarms(service),
    DeleteDashboards: deleteDashboards(service),
    DescribeAlarms: describeAlarms(service),
    DescribeAlarmsForMetric: describeAlarmsForMetric(service),
    DisableAlarmActions: disableAlarmActions(service),
    EnableAlarmActions: enableAlarmActions(service),
    GetDashboard: getDashboard(service),
    GetMetricData: getMetricData(service),
    GetMetricStatistics: getMetricStatistics(service),
    ListDashboards: listDashboards(service),
    ListMetrics: listMetrics(service),
    ListTagsForResource: listTagsForResource(service),
    PutDashboard: putDashboard(service),
    PutMetricAlarm: putMetricAlarm(service),
    PutMetricData: putMetricData(service),
    SetAlarmState: setAlarmState(service),
    TagResource: tagResource(service),
    UntagResource: untagResource(service),
  };
  return {
    wire: {
      signingName: 'monitoring',
      protocols: ['awsJson1_0', 'awsQuery'],
      targetPrefix: 'GraniteServiceVersion20100801',
      xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
      schemas: async () => await import('@aws-sdk/client-cloudwatch'),
    },
    actions,
    start: () => watch.start(),
    stop: async () => {
      await watch.stop();
    },
  };
}
