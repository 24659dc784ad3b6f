// DescribeActivity
import type { DescribeActivityInput, DescribeActivityOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { loadActivity } from '../activities/activity-lookup.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';

export function createDescribeActivity(
  parts: Parts,
): Action<DescribeActivityInput, DescribeActivityOutput> {
  return {
    permissions: ({ activityArn }, context) =>
      permitOnTagged(parts, 'DescribeActivity', activityArn, context),
    run: ({ activityArn = '' }, context) => {
      const { name, createdAt } = loadActivity(parts, activityArn, context).activity;
      return {
        activityArn,
        name,
        creationDate: new Date(createdAt),
        encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
      };
    },
  };
}
