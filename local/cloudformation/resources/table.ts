// The resource types, by name. A test compares this table with the folder.
import type { ResourceProvider } from '../engine/provider.ts';
import { cloudWatchAlarm } from './cloudwatch-alarm.ts';
import { cloudWatchDashboard } from './cloudwatch-dashboard.ts';
import { eventsEventBus } from './events-event-bus.ts';
import { eventsRule } from './events-rule.ts';
import { iamManagedPolicy } from './iam-managed-policy.ts';
import { iamPolicy } from './iam-policy.ts';
import { iamRole } from './iam-role.ts';
import { kmsAlias } from './kms-alias.ts';
import { kmsKey } from './kms-key.ts';
import { lambdaEventInvokeConfig } from './lambda-event-invoke-config.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lambdaPermission } from './lambda-permission.ts';
import { lambdaVersion } from './lambda-version.ts';
import { logsLogGroup } from './logs-log-group.ts';
import { logsMetricFilter } from './logs-metric-filter.ts';
import { logsResourcePolicy } from './logs-resource-policy.ts';
import { s3Bucket } from './s3-bucket.ts';
import { s3BucketPolicy } from './s3-bucket-policy.ts';
import { schedulerSchedule } from './scheduler-schedule.ts';
import { schedulerScheduleGroup } from './scheduler-schedule-group.ts';
import { secretsManagerResourcePolicy } from './secretsmanager-resource-policy.ts';
import { secretsManagerSecret } from './secretsmanager-secret.ts';
import { snsSubscription } from './sns-subscription.ts';
import { snsTopic } from './sns-topic.ts';
import { snsTopicPolicy } from './sns-topic-policy.ts';
import { sqsQueue } from './sqs-queue.ts';
import { sqsQueuePolicy } from './sqs-queue-policy.ts';
import { stepFunctionsActivity } from './stepfunctions-activity.ts';
import { stepFunctionsStateMachine } from './stepfunctions-state-machine.ts';
import { stepFunctionsStateMachineAlias } from './stepfunctions-state-machine-alias.ts';
import { stepFunctionsStateMachineVersion } from './stepfunctions-state-machine-version.ts';

const providers: readonly ResourceProvider[] = [
  cloudWatchAlarm,
  cloudWatchDashboard,
  eventsEventBus,
  eventsRule,
  iamManagedPolicy,
  iamPolicy,
  iamRole,
  kmsAlias,
  kmsKey,
  lambdaEventInvokeConfig,
  lambdaFunction,
  lambdaPermission,
  lambdaVersion,
  logsLogGroup,
  logsMetricFilter,
  logsResourcePolicy,
  s3BucketPolicy,
  s3Bucket,
  schedulerScheduleGroup,
  schedulerSchedule,
  secretsManagerResourcePolicy,
  secretsManagerSecret,
  snsSubscription,
  snsTopicPolicy,
  snsTopic,
  sqsQueuePolicy,
  sqsQueue,
  stepFunctionsActivity,
  stepFunctionsStateMachine,
  stepFunctionsStateMachineAlias,
  stepFunctionsStateMachineVersion,
];

const byType = new Map(providers.map((provider) => [provider.type, provider]));

export function findResourceProvider(type: string): ResourceProvider | undefined {
  return byType.get(type);
}

export function listResourceTypes(): readonly string[] {
  return [...byType.keys()];
}
