// Lengths, ranges and patterns of Scheduler's model. Source: Scheduler API reference.
import type { Constraint, Constraints } from '../constraints.ts';

const NAME: Constraint = { length: [1, 64], pattern: '[0-9a-zA-Z-_.]+' };
const ROLE_ARN: Constraint = {
  length: [1, 1600],
  pattern: 'arn:aws(-[a-z]+)?:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+',
};

export const NAMES: Constraints = { Name: NAME, GroupName: NAME, NamePrefix: NAME };

export const PAGE: Constraints = { ...NAMES, MaxResults: { range: [1, 100] } };

export const SCHEDULE: Constraints = {
  ...NAMES,
  ClientToken: { length: [1, 64], pattern: '[a-zA-Z0-9-_]+' },
  ScheduleExpression: { length: [1, 256] },
  ScheduleExpressionTimezone: { length: [1, 50] },
  Description: { length: [0, 512] },
  State: { values: ['ENABLED', 'DISABLED'] },
  ActionAfterCompletion: { values: ['NONE', 'DELETE'] },
  FlexibleTimeWindow: {
    members: {
      Mode: { values: ['OFF', 'FLEXIBLE'] },
      MaximumWindowInMinutes: { range: [1, 1440] },
    },
  },
  Target: {
    members: {
      Arn: { length: [1, 1600] },
      RoleArn: ROLE_ARN,
      Input: { length: [1, Number.MAX_SAFE_INTEGER] },
      RetryPolicy: {
        members: {
          MaximumEventAgeInSeconds: { range: [60, 86_400] },
          MaximumRetryAttempts: { range: [0, 185] },
        },
      },
      EventBridgeParameters: {
        members: { DetailType: { length: [1, 128] }, Source: { length: [1, 256] } },
      },
      DeadLetterConfig: { members: { Arn: { length: [1, 1600] } } },
    },
  },
};
