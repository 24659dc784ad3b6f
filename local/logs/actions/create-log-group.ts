// Makes a group; its events stay for ever until a retention policy says otherwise.
import type { CreateLogGroupRequest } from '@aws-sdk/client-cloudwatch-logs';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { logGroupName } from '../constraints.ts';
import { createLogsError, invalidParameter } from '../errors.ts';
import { type Logs, parseGroup, permitOnGroup } from '../logs.ts';

export function createLogGroup(
  service: Logs,
): Action<CreateLogGroupRequest, Record<string, never>> {
  const { environment, logs } = service;
  return {
    permissions: permitOnGroup(service, 'logs:CreateLogGroup', ({ tags }) => ofRequestTags(tags)),
    run: (input, context) => {
      checkConstraints({ logGroupName }, input);
      if ((input.logGroupClass ?? 'STANDARD') !== 'STANDARD') {
        throw invalidParameter('Only the log group class STANDARD is supported here.');
      }
      const name = parseGroup(input, context);
      if (logs.findGroup(name) !== undefined) {
        throw createLogsError(
          'ResourceAlreadyExistsException',
          'The specified log group already exists',
        );
      }
      logs.putGroup(name, {
        name: name.group,
        createdAt: environment.clock.now(),
        tags: input.tags ?? {},
        ...(input.kmsKeyId === undefined ? {} : { kmsKeyId: input.kmsKeyId }),
        storedBytes: 0,
        storedEvents: 0,
        filters: {},
      });
      return {};
    },
  };
}
