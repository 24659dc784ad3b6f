// One attribute; without a value it goes back to its default.
import type { SetTopicAttributesCommandInput } from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { needsOnTopic, type Sns } from '../sns.ts';
import { toTopicKey } from '../store.ts';
import { applyAttributes, parseTopicAttribute } from '../topic-attributes.ts';

export function createSetTopicAttributes(sns: Sns): Action<SetTopicAttributesCommandInput, object> {
  return {
    permissions: needsOnTopic(sns, 'SetTopicAttributes'),
    run: ({ TopicArn, AttributeName = '', AttributeValue = '' }, { region }) => {
      const topic = sns.store.loadTopic(region, TopicArn);
      const value = parseTopicAttribute(AttributeName, AttributeValue);
      sns.store.topics.put(toTopicKey(topic), {
        ...topic,
        attributes: applyAttributes(topic.attributes, { [AttributeName]: value }),
      });
      return {};
    },
  };
}
