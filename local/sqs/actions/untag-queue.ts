// Keys that the queue does not have are passed over.
import type { UntagQueueCommandInput } from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { ofTagKeys } from '../../tag-conditions.ts';
import { withoutTags } from '../../tags.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';
import { toQueueKey } from '../store.ts';

export function createUntagQueue(sqs: Sqs): Action<UntagQueueCommandInput, object> {
  return {
    permissions: needsOnQueue(sqs, 'UntagQueue', ({ TagKeys }) => ofTagKeys(TagKeys)),
    run: ({ QueueUrl, TagKeys }, { region }) => {
      const queue = sqs.store.loadQueue(region, QueueUrl);
      const tags = withoutTags(queue.tags, TagKeys);
      sqs.store.queues.put(toQueueKey(queue), { ...queue, tags });
      return {};
    },
  };
}
