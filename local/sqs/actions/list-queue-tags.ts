// The tags of a queue; the member is left out where there are none.
import type { ListQueueTagsCommandInput, ListQueueTagsCommandOutput } from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';

type Output = Pick<ListQueueTagsCommandOutput, 'Tags'>;

export function createListQueueTags(sqs: Sqs): Action<ListQueueTagsCommandInput, Output> {
  return {
    permissions: needsOnQueue(sqs, 'ListQueueTags'),
    run: ({ QueueUrl }, { region }) => {
      const { tags } = sqs.store.loadQueue(region, QueueUrl);
      return Object.keys(tags).length === 0 ? {} : { Tags: { ...tags } };
    },
  };
}
