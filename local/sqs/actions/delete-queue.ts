// The queue and all its messages are gone at once (AWS takes up to a minute).
import type { DeleteQueueCommandInput } from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';
import { toQueueKey } from '../store.ts';

export function createDeleteQueue(sqs: Sqs): Action<DeleteQueueCommandInput, object> {
  return {
    permissions: needsOnQueue(sqs, 'DeleteQueue'),
    run: ({ QueueUrl }, { region }) => {
      const queue = sqs.store.loadQueue(region, QueueUrl);
      sqs.environment.store.transaction(() => {
        sqs.shelf.clear(queue);
        sqs.store.queues.delete(toQueueKey(queue));
      });
      return {};
    },
  };
}
