// Tags of the same key are replaced.
import type { TagResourceCommandInput } from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { resourceNotFound } from '../errors.ts';
import type { Sns } from '../sns.ts';
import { toTopicKey } from '../store.ts';
import { toTags } from '../tags.ts';

export function createTagResource({ store }: Sns): Action<TagResourceCommandInput, object> {
  return {
    permissions: ({ ResourceArn = '' }) => [{ action: 'sns:TagResource', resource: ResourceArn }],
    run: ({ ResourceArn, Tags }, { region }) => {
      const topic = store.findTopic(region, ResourceArn);
      if (topic === undefined) throw resourceNotFound();
      store.topics.put(toTopicKey(topic), { ...topic, tags: { ...topic.tags, ...toTags(Tags) } });
      return {};
    },
  };
}
