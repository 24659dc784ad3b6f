// The topic goes with its subscriptions and what is under way to them; a topic that is not there is gone already.
import type { DeleteTopicCommandInput } from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { needsOnTopic, type Sns } from '../sns.ts';
import { toTopicKey } from '../store.ts';

export function createDeleteTopic(sns: Sns): Action<DeleteTopicCommandInput, object> {
  const { environment, store } = sns;
  return {
    permissions: needsOnTopic(sns, 'DeleteTopic'),
    run: ({ TopicArn }, { region }) => {
      const topic = store.findTopic(region, TopicArn);
      if (topic === undefined) return {};
      const prefix = `${toTopicKey(topic)}/`;
      environment.store.transaction(() => {
        for (const { key } of store.subscriptions.list({ prefix })) store.subscriptions.delete(key);
        for (const { key } of store.deliveries.list({ prefix })) store.deliveries.delete(key);
        store.topics.delete(toTopicKey(topic));
      });
      return {};
    },
  };
}
