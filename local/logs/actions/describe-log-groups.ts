// Groups by a prefix or a part of their names.
import type {
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { invalidParameter } from '../errors.ts';
import { type Logs, permitAnywhere, toGroupArn } from '../logs.ts';
import { toPage } from '../page.ts';

const ITEMS_MAX = 50;

export function describeLogGroups({
  logs,
}: Logs): Action<DescribeLogGroupsRequest, DescribeLogGroupsResponse> {
  return {
    permissions: permitAnywhere('logs:DescribeLogGroups'),
    run: (input, context) => {
      const { logGroupNamePrefix: prefix, logGroupNamePattern: part } = input;
      if (prefix !== undefined && part !== undefined) {
        throw invalidParameter(
          'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
        );
      }
      const { region } = context;
      const found = logs
        .listGroups(region, prefix)
        .filter(
          ({ name }) => part === undefined || name.toLowerCase().includes(part.toLowerCase()),
        );
      const { items, nextToken } = toPage(found, input, ITEMS_MAX);
      return {
        logGroups: items.map((group) => {
          const arn = toGroupArn(context, { region, group: group.name });
          return {
            logGroupName: group.name,
            creationTime: group.createdAt,
            ...(group.retentionDays === undefined ? {} : { retentionInDays: group.retentionDays }),
            metricFilterCount: Object.keys(group.filters).length,
            arn: `${arn}:*`,
            storedBytes: group.storedBytes,
            ...(group.kmsKeyId === undefined ? {} : { kmsKeyId: group.kmsKeyId }),
            logGroupClass: 'STANDARD',
            logGroupArn: arn,
          };
        }),
        ...nextToken,
      };
    },
  };
}
