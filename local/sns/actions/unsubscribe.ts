// A subscription that is not there is gone already.
import type { UnsubscribeCommandInput } from '@aws-sdk/client-sns';
import { findArn } from '../../arn.ts';
import type { Action } from '../../service.ts';
import { invalidParameter } from '../errors.ts';
import { needsOnSubscription, type Sns } from '../sns.ts';
import { toTopicKey } from '../store.ts';

export function createUnsubscribe(sns: Sns): Action<UnsubscribeCommandInput, object> {
  const { environment, store } = sns;
  return {
    permissions: needsOnSubscription(sns, 'Unsubscribe'),
    run: ({ SubscriptionArn }, { region }) => {
      const resource = findArn(SubscriptionArn ?? '')?.resource.split(':');
      if (resource?.length !== 2) throw invalidParameter('SubscriptionArn');
      const [name = '', id = ''] = resource;
      environment.store.transaction(() => {
        const topic = store.topics.get(`${region}/${name}`);
        if (!store.subscriptions.delete(`${region}/${name}/${id}`) || topic === undefined) return;
        store.topics.put(toTopicKey(topic), { ...topic, deletedCount: topic.deletedCount + 1 });
      });
      return {};
    },
  };
}
