// A published message to each confirmed subscription whose filter it passes: e-mail into the inbox, the rest on its way.
import { type Count, createCount } from '../metrics.ts';
import { createUuid } from '../random.ts';
import type { Environment } from '../service.ts';
import { countOfTopic, type Deliveries } from './deliveries.ts';
import { toEnvelope } from './envelope.ts';
import type { Inbox } from './inbox.ts';
import type { CheckedMessage } from './publish-check.ts';
import {
  type Notification,
  type SnsStore,
  type Subscription,
  type Topic,
  toSubscriptionArn,
  toTopicKey,
} from './store.ts';
import { passesFilter } from './subscription-attributes.ts';

/** Answers the message's id. */
export type FanOut = (topic: Topic, message: CheckedMessage) => string;

export function createFanOut(
  environment: Environment,
  store: SnsStore,
  deliveries: Deliveries,
  inbox: Inbox,
): FanOut {
  const count = createCount(environment, 'AWS/SNS', 'sns.amazonaws.com');
  return (topic, message) => {
    const { messages, subject, attributes } = message;
    const published: Omit<Notification, 'message'> = {
      messageId: createUuid(environment.random),
      topicArn: store.toTopicArn(topic.region, topic.name),
      ...(subject === undefined ? {} : { subject }),
      attributes,
      publishedMs: environment.clock.now(),
    };
    countOfTopic(count, { notification: published }, 'NumberOfMessagesPublished');
    for (const { document } of store.subscriptions.list({ prefix: `${toTopicKey(topic)}/` })) {
      if (document.token !== undefined) continue; // nothing goes to whoever has not confirmed
      const text = messages[document.protocol] ?? messages['default'] ?? '';
      const notification = { ...published, message: text };
      if (!passesFilter(document, notification)) {
        countOfTopic(count, { notification }, 'NumberOfNotificationsFilteredOut');
      } else if (document.protocol === 'email' || document.protocol === 'email-json') {
        putMail(environment, count, inbox, document, notification);
      } else {
        deliveries.add(document, notification);
      }
    }
    return published.messageId;
  };
}

function putMail(
  { endpointUrl }: Environment,
  count: Count,
  inbox: Inbox,
  subscription: Subscription,
  notification: Notification,
): void {
  const { messageId, topicArn, subject, message, attributes } = notification;
  const region = topicArn.split(':')[3] ?? '';
  inbox.put(region, {
    kind: 'notification',
    messageId,
    to: subscription.endpoint,
    topicArn,
    subscriptionArn: toSubscriptionArn(subscription),
    ...(subject === undefined ? {} : { subject }),
    message:
      subscription.protocol === 'email'
        ? message
        : toEnvelope(notification, subscription, endpointUrl()),
    ...(Object.keys(attributes).length === 0 ? {} : { messageAttributes: attributes }),
  });
  countOfTopic(count, { notification }, 'NumberOfNotificationsDelivered');
}
