// Makes a stream in a group.
import type { CreateLogStreamRequest } from '@aws-sdk/client-cloudwatch-logs';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { logGroupName, logStreamName } from '../constraints.ts';
import { createLogsError } from '../errors.ts';
import { type Logs, parseGroup, permitOnGroup } from '../logs.ts';

export function createLogStream(
  service: Logs,
): Action<CreateLogStreamRequest, Record<string, never>> {
  const { environment, logs } = service;
  return {
    permissions: permitOnGroup(service, 'logs:CreateLogStream'),
    run: (input, context) => {
      checkConstraints({ logGroupName, logStreamName }, input);
      const name = parseGroup(input, context);
      const stream = input.logStreamName ?? '';
      logs.loadGroup(name);
      if (logs.findStream(name, stream) !== undefined) {
        throw createLogsError(
          'ResourceAlreadyExistsException',
          'The specified log stream already exists',
        );
      }
      logs.putStream(name, { name: stream, createdAt: environment.clock.now(), batches: 0 });
      return {};
    },
  };
}
