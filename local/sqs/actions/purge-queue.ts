// All messages go, those in flight too; once in sixty seconds.
import type { PurgeQueueCommandInput } from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { purgeQueueInProgress } from '../errors.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';
import { toQueueKey } from '../store.ts';

const PAUSE_MS = 60_000;

export function createPurgeQueue(sqs: Sqs): Action<PurgeQueueCommandInput, object> {
  return {
    permissions: needsOnQueue(sqs, 'PurgeQueue'),
    run: ({ QueueUrl }, { region }) => {
      const queue = sqs.store.loadQueue(region, QueueUrl);
      const now = sqs.environment.clock.now();
      if (queue.purgedMs !== undefined && now - queue.purgedMs < PAUSE_MS) {
        throw purgeQueueInProgress(queue.name);
      }
      sqs.environment.store.transaction(() => {
        sqs.shelf.clear(queue);
        sqs.store.queues.put(toQueueKey(queue), { ...queue, purgedMs: now });
      });
      return {};
    },
  };
}
