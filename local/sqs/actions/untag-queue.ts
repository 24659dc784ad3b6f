// Keys that the queue does not have are passed over.
import type { UntagQueueCommandInput } from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';
import { toQueueKey } from '../store.ts';

export function createUntagQueue(sqs: Sqs): Action<UntagQueueCommandInput, object> {
  return {
    permissions: needsOnQueue(sqs, 'UntagQueue'),
    run: ({ QueueUrl, TagKeys = [] }, { region }) => {
      const queue = sqs.store.loadQueue(region, QueueUrl);
      const kept = Object.entries(queue.tags).filter(([key]) => !TagKeys.includes(key));
      sqs.store.queues.put(toQueueKey(queue), { ...queue, tags: Object.fromEntries(kept) });
      return {};
    },
  };
}
