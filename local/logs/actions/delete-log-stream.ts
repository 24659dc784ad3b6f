// Deletes a stream with its events.
import type { DeleteLogStreamRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { type Logs, parseGroup, permitOnGroup } from '../logs.ts';
import { withoutBatch } from '../write-events.ts';

export function deleteLogStream(
  service: Logs,
): Action<DeleteLogStreamRequest, Record<string, never>> {
  const { environment, logs } = service;
  return {
    permissions: permitOnGroup(service, 'logs:DeleteLogStream'),
    run: (input, context) => {
      const name = parseGroup(input, context);
      const { name: stream } = logs.loadStream(name, input.logStreamName ?? '');
      environment.store.transaction(() => {
        const group = logs.listBatches(name, stream).reduce(withoutBatch, logs.loadGroup(name));
        logs.putGroup(name, group);
        logs.deleteStream(name, stream);
      });
      return {};
    },
  };
}
