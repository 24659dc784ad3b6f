// Tags of the same key are replaced.
import type { TagQueueCommandInput } from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';
import { toQueueKey } from '../store.ts';

export function createTagQueue(sqs: Sqs): Action<TagQueueCommandInput, object> {
  return {
    permissions: needsOnQueue(sqs, 'TagQueue', ({ Tags }) => ofRequestTags(Tags)),
    run: ({ QueueUrl, Tags }, { region }) => {
      const queue = sqs.store.loadQueue(region, QueueUrl);
      sqs.store.queues.put(toQueueKey(queue), { ...queue, tags: { ...queue.tags, ...Tags } });
      return {};
    },
  };
}
