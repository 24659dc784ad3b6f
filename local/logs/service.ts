// Amazon CloudWatch Logs: groups, streams, events, filters and the metrics that events carry
// (CloudWatch Logs API reference).
import type { AnyAction, Environment, Service } from '../service.ts';
import { createLogGroup } from './actions/create-log-group.ts';
import { createLogStream } from './actions/create-log-stream.ts';
import { deleteLogGroup } from './actions/delete-log-group.ts';
import { deleteLogStream } from './actions/delete-log-stream.ts';
import { deleteMetricFilter } from './actions/delete-metric-filter.ts';
import { deleteResourcePolicy } from './actions/delete-resource-policy.ts';
import { deleteRetentionPolicy } from './actions/delete-retention-policy.ts';
import { describeLogGroups } from './actions/describe-log-groups.ts';
import { describeLogStreams } from './actions/describe-log-streams.ts';
import { describeMetricFilters } from './actions/describe-metric-filters.ts';
import { describeResourcePolicies } from './actions/describe-resource-policies.ts';
import { describeSubscriptionFilters } from './actions/describe-subscription-filters.ts';
import { filterLogEvents } from './actions/filter-log-events.ts';
import { getLogEvents } from './actions/get-log-events.ts';
import { listTagsForResource } from './actions/list-tags-for-resource.ts';
import { listTagsLogGroup } from './actions/list-tags-log-group.ts';
import { putLogEvents } from './actions/put-log-events.ts';
import { putMetricFilter } from './actions/put-metric-filter.ts';
import { putResourcePolicy } from './actions/put-resource-policy.ts';
import { putRetentionPolicy } from './actions/put-retention-policy.ts';
import { tagLogGroup } from './actions/tag-log-group.ts';
import { tagResource } from './actions/tag-resource.ts';
import { untagLogGroup } from './actions/untag-log-group.ts';
import { untagResource } from './actions/untag-resource.ts';
import type { Logs } from './logs.ts';
import { createResourcePolicies } from './resource-policies.ts';
import { createLogsStore } from './store.ts';

export function createLogs(environment: Environment): Service {
  const policies = createResourcePolicies(environment.store);
  const logs: Logs = {
    environment,
    logs: createLogsStore(environment.store),
    resourcePolicy: (region) => policies.merge(region),
  };
  const actions: Readonly<Record<string, AnyAction>> = {
    CreateLogGroup: createLogGroup(logs),
    CreateLogStream: createLogStream(logs),
    DeleteLogGroup: deleteLogGroup(logs),
    DeleteLogStream: deleteLogStream(logs),
    DeleteMetricFilter: deleteMetricFilter(logs),
    DeleteResourcePolicy: deleteResourcePolicy(policies),
    DeleteRetentionPolicy: deleteRetentionPolicy(logs),
    DescribeLogGroups: describeLogGroups(logs),
    DescribeLogStreams: describeLogStreams(logs),
    DescribeMetricFilters: describeMetricFilters(logs),
    DescribeResourcePolicies: describeResourcePolicies(policies),
    DescribeSubscriptionFilters: describeSubscriptionFilters(logs),
    FilterLogEvents: filterLogEvents(logs),
    GetLogEvents: getLogEvents(logs),
    ListTagsForResource: listTagsForResource(logs),
    ListTagsLogGroup: listTagsLogGroup(logs),
    PutLogEvents: putLogEvents(logs),
    PutMetricFilter: putMetricFilter(logs),
    PutResourcePolicy: putResourcePolicy(environment, policies),
    PutRetentionPolicy: putRetentionPolicy(logs),
    TagLogGroup: tagLogGroup(logs),
    TagResource: tagResource(logs),
    UntagLogGroup: untagLogGroup(logs),
    UntagResource: untagResource(logs),
  };
  return {
    wire: {
      signingName: 'logs',
      protocols: ['awsJson1_1'],
      targetPrefix: 'Logs_20140328',
      schemas: async () => await import('@aws-sdk/client-cloudwatch-logs'),
    },
    actions,
  };
}
