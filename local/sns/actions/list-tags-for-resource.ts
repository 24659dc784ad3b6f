// The tags of a topic.
import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
} from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { resourceNotFound } from '../errors.ts';
import { needsOnTagged, type Sns } from '../sns.ts';

type Output = Pick<ListTagsForResourceCommandOutput, 'Tags'>;

export function createListTagsForResource(
  sns: Sns,
): Action<ListTagsForResourceCommandInput, Output> {
  return {
    permissions: needsOnTagged(sns, 'ListTagsForResource'),
    run: ({ ResourceArn }, { region }) => {
      const topic = sns.store.findTopic(region, ResourceArn);
      if (topic === undefined) throw resourceNotFound();
      return { Tags: Object.entries(topic.tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}
