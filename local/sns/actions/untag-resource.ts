// Keys that the topic does not have are passed over.
import type { UntagResourceCommandInput } from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { resourceNotFound } from '../errors.ts';
import type { Sns } from '../sns.ts';
import { toTopicKey } from '../store.ts';

export function createUntagResource({ store }: Sns): Action<UntagResourceCommandInput, object> {
  return {
    permissions: ({ ResourceArn = '' }) => [{ action: 'sns:UntagResource', resource: ResourceArn }],
    run: ({ ResourceArn, TagKeys = [] }, { region }) => {
      const topic = store.findTopic(region, ResourceArn);
      if (topic === undefined) throw resourceNotFound();
      const kept = Object.entries(topic.tags).filter(([key]) => !TagKeys.includes(key));
      store.topics.put(toTopicKey(topic), { ...topic, tags: Object.fromEntries(kept) });
      return {};
    },
  };
}
