// SNS: topics, subscriptions, filters, fan-out; e-mail lands in an inbox at GET /_rekey/inbox.
import type { Environment, Service } from '../service.ts';
import { createConfirmSubscription } from './actions/confirm-subscription.ts';
import { createCreateTopic } from './actions/create-topic.ts';
import { createDeleteTopic } from './actions/delete-topic.ts';
import { createGetSubscriptionAttributes } from './actions/get-subscription-attributes.ts';
import { createGetTopicAttributes } from './actions/get-topic-attributes.ts';
import { createListSubscriptions } from './actions/list-subscriptions.ts';
import { createListSubscriptionsByTopic } from './actions/list-subscriptions-by-topic.ts';
import { createListTagsForResource } from './actions/list-tags-for-resource.ts';
import { createListTopics } from './actions/list-topics.ts';
import { createPublish } from './actions/publish.ts';
import { createPublishBatch } from './actions/publish-batch.ts';
import { createSetSubscriptionAttributes } from './actions/set-subscription-attributes.ts';
import { createSetTopicAttributes } from './actions/set-topic-attributes.ts';
import { createSubscribe } from './actions/subscribe.ts';
import { createTagResource } from './actions/tag-resource.ts';
import { createUnsubscribe } from './actions/unsubscribe.ts';
import { createUntagResource } from './actions/untag-resource.ts';
import { createSnsParts } from './sns.ts';

export function createSns(environment: Environment): Service {
  const sns = createSnsParts(environment);
  return {
    wire: {
      signingName: 'sns',
      protocols: ['awsQuery'],
      xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
      schemas: () => import('@aws-sdk/client-sns'),
    },
    actions: {
      ConfirmSubscription: createConfirmSubscription(sns),
      CreateTopic: createCreateTopic(sns),
      DeleteTopic: createDeleteTopic(sns),
      GetSubscriptionAttributes: createGetSubscriptionAttributes(sns),
      GetTopicAttributes: createGetTopicAttributes(sns),
      ListSubscriptions: createListSubscriptions(sns),
      ListSubscriptionsByTopic: createListSubscriptionsByTopic(sns),
      ListTagsForResource: createListTagsForResource(sns),
      ListTopics: createListTopics(sns),
      Publish: createPublish(sns),
      PublishBatch: createPublishBatch(sns),
      SetSubscriptionAttributes: createSetSubscriptionAttributes(sns),
      SetTopicAttributes: createSetTopicAttributes(sns),
      Subscribe: createSubscribe(sns),
      TagResource: createTagResource(sns),
      Unsubscribe: createUnsubscribe(sns),
      UntagResource: createUntagResource(sns),
    },
    pages: {
      inbox: (query) => ({ messages: sns.inbox.list({ topic: query.get('topic') ?? undefined }) }),
    },
    start: () => sns.deliveries.start(),
    stop: () => sns.deliveries.stop(),
  };
}
