// Keys that the topic does not have are passed over.
import type { UntagResourceCommandInput } from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { ofTagKeys } from '../../tag-conditions.ts';
import { withoutTags } from '../../tags.ts';
import { resourceNotFound } from '../errors.ts';
import { needsOnTagged, type Sns } from '../sns.ts';
import { toTopicKey } from '../store.ts';

export function createUntagResource(sns: Sns): Action<UntagResourceCommandInput, object> {
  const { store } = sns;
  return {
    permissions: needsOnTagged(sns, 'UntagResource', ({ TagKeys }) => ofTagKeys(TagKeys)),
    run: ({ ResourceArn, TagKeys }, { region }) => {
      const topic = store.findTopic(region, ResourceArn);
      if (topic === undefined) throw resourceNotFound();
      store.topics.put(toTopicKey(topic), { ...topic, tags: withoutTags(topic.tags, TagKeys) });
      return {};
    },
  };
}
