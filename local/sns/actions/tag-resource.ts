// Tags of the same key are replaced.
import type { TagResourceCommandInput } from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { toTags } from '../../tags.ts';
import { resourceNotFound } from '../errors.ts';
import { needsOnTagged, type Sns } from '../sns.ts';
import { toTopicKey } from '../store.ts';

export function createTagResource(sns: Sns): Action<TagResourceCommandInput, object> {
  const { store } = sns;
  return {
    permissions: needsOnTagged(sns, 'TagResource', ({ Tags }) => ofRequestTags(Tags)),
    run: ({ ResourceArn, Tags }, { region }) => {
      const topic = store.findTopic(region, ResourceArn);
      if (topic === undefined) throw resourceNotFound();
      store.topics.put(toTopicKey(topic), { ...topic, tags: { ...topic.tags, ...toTags(Tags) } });
      return {};
    },
  };
}
