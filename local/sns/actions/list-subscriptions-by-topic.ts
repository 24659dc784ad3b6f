// The subscriptions of one topic.
import type {
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput,
} from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { listSubscriptions } from '../list-subscriptions.ts';
import { needsOnTopic, type Sns } from '../sns.ts';
import { toTopicKey } from '../store.ts';

type Output = Pick<ListSubscriptionsByTopicCommandOutput, 'Subscriptions' | 'NextToken'>;

export function createListSubscriptionsByTopic(
  sns: Sns,
): Action<ListSubscriptionsByTopicCommandInput, Output> {
  return {
    permissions: needsOnTopic(sns, 'ListSubscriptionsByTopic'),
    run: ({ TopicArn, NextToken }, { region }) => {
      const topic = sns.store.loadTopic(region, TopicArn);
      return listSubscriptions(sns, `${toTopicKey(topic)}/`, NextToken);
    },
  };
}
