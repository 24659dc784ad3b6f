// A topic's attributes, its policy and the count of its subscriptions.
import type {
  GetTopicAttributesCommandInput,
  GetTopicAttributesCommandOutput,
} from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { needsOnTopic, type Sns } from '../sns.ts';
import { toTopicKey } from '../store.ts';
import { toDefaultPolicy } from '../topic-attributes.ts';

type Output = Pick<GetTopicAttributesCommandOutput, 'Attributes'>;

const EFFECTIVE_DELIVERY_POLICY = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
});

export function createGetTopicAttributes(sns: Sns): Action<GetTopicAttributesCommandInput, Output> {
  const { store } = sns;
  return {
    permissions: needsOnTopic(sns, 'GetTopicAttributes'),
    run: ({ TopicArn }, { region, accountId }) => {
      const topic = store.loadTopic(region, TopicArn);
      const arn = store.toTopicArn(region, topic.name);
      const subscriptions = store.subscriptions.list({ prefix: `${toTopicKey(topic)}/` });
      const pending = subscriptions.filter(({ document }) => document.token !== undefined).length;
      return {
        Attributes: {
          Policy: toDefaultPolicy(arn, accountId),
          DisplayName: '',
          EffectiveDeliveryPolicy: EFFECTIVE_DELIVERY_POLICY,
          ...topic.attributes,
          TopicArn: arn,
          Owner: accountId,
          SubscriptionsConfirmed: String(subscriptions.length - pending),
          SubscriptionsPending: String(pending),
          SubscriptionsDeleted: String(topic.deletedCount),
        },
      };
    },
  };
}
