// Lengths, ranges and patterns of EventBridge's model. Source: EventBridge API reference.
import type { Constraint, Constraints } from '../constraints.ts';

const RULE_NAME: Constraint = { length: [1, 64], pattern: '[\\.\\-_A-Za-z0-9]+' };

export const RULE: Constraints = {
  Name: RULE_NAME,
  EventBusName: { length: [1, 1600] },
  EventPattern: { length: [0, 4096], sensitive: true },
  ScheduleExpression: { length: [0, 256] },
  Description: { length: [0, 512] },
  State: {
    values: ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'],
  },
  RoleArn: { length: [1, 1600] },
};

export const TARGETS: Constraints = {
  Rule: RULE_NAME,
  EventBusName: { length: [1, 1600] },
  Ids: { length: [1, 100], member: { length: [1, 64], pattern: '[\\.\\-_A-Za-z0-9]+' } },
  Targets: {
    length: [1, 100],
    sensitive: true,
    member: {
      members: {
        Id: { length: [1, 64], pattern: '[\\.\\-_A-Za-z0-9]+' },
        Arn: { length: [1, 1600] },
        RoleArn: { length: [1, 1600] },
        Input: { length: [0, 8192], sensitive: true },
        InputPath: { length: [0, 256] },
        InputTransformer: { members: { InputTemplate: { length: [1, 8192], sensitive: true } } },
        RetryPolicy: {
          members: {
            MaximumRetryAttempts: { range: [0, 185] },
            MaximumEventAgeInSeconds: { range: [60, 86_400] },
          },
        },
      },
    },
  },
};

export const ENTRIES: Constraints = { Entries: { length: [1, 10], sensitive: true } };

export const BUS: Constraints = {
  Name: { length: [1, 256], pattern: '[/\\.\\-_A-Za-z0-9]+' },
  Description: { length: [0, 512] },
};

export const PAGE: Constraints = {
  NamePrefix: { length: [1, 256] },
  Limit: { range: [1, 100] },
};
