// Topics, subscriptions, the inbox, and notifications under way, as they lie in the store.
import { findArn, toArn } from '../arn.ts';
import type { Environment } from '../service.ts';
import type { Collection } from '../store.ts';
import { subscriptionNotFound, topicNotFound } from './errors.ts';
import type { StoredAttributes } from './message-attributes.ts';

export interface Topic {
  readonly name: string;
  readonly region: string;
  /** Those that SetTopicAttributes takes. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Subscriptions that were deleted. */
  readonly deletedCount: number;
}

export type SubscriptionProtocol = 'email' | 'email-json' | 'sqs' | 'lambda' | 'http';

export interface Subscription {
  readonly id: string;
  readonly topicArn: string;
  readonly protocol: SubscriptionProtocol;
  readonly endpoint: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdMs: number;
  /** Absent once confirmed. */
  readonly token?: string;
}

/** A published message on its way to one subscription. */
export interface Notification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string;
  readonly attributes: StoredAttributes;
  readonly publishedMs: number;
}

export interface Delivery {
  readonly subscriptionKey: string;
  readonly notification: Notification;
  readonly attempts: number;
  readonly nextMs: number;
}

/** What would have gone out by e-mail. */
export interface Mail {
  readonly kind: 'confirmation' | 'notification';
  readonly messageId: string;
  readonly to: string;
  readonly topicArn: string;
  readonly subscriptionArn?: string;
  readonly subject?: string;
  readonly message: string;
  readonly messageAttributes?: StoredAttributes;
  /** For ConfirmSubscription. */
  readonly token?: string;
  readonly sentMs: number;
}

export interface SnsStore {
  readonly topics: Collection<Topic>;
  readonly subscriptions: Collection<Subscription>;
  readonly deliveries: Collection<Delivery>;
  readonly mails: Collection<Mail>;
  /** @throws ServiceError NotFoundException */
  loadTopic(region: string, topicArn: string | undefined): Topic;
  findTopic(region: string, topicArn: string | undefined): Topic | undefined;
  /** @throws ServiceError NotFoundException */
  loadSubscription(region: string, subscriptionArn: string | undefined): Subscription;
  toTopicArn(region: string, name: string): string;
}

export function createSnsStore({ store, accountId }: Environment): SnsStore {
  const topics = store.collection<Topic>('sns/topics');
  const subscriptions = store.collection<Subscription>('sns/subscriptions');
  const toTopicArn = (region: string, name: string): string =>
    toArn({ service: 'sns', region, accountId, resource: name });
  const findTopic = (region: string, topicArn: string | undefined): Topic | undefined => {
    const name = findArn(topicArn ?? '')?.resource ?? '';
    return topicArn === toTopicArn(region, name) ? topics.get(`${region}/${name}`) : undefined;
  };
  return {
    topics,
    subscriptions,
    deliveries: store.collection<Delivery>('sns/deliveries'),
    mails: store.collection<Mail>('sns/mails'),
    toTopicArn,
    findTopic,
    loadTopic: (region, topicArn) => {
      const topic = findTopic(region, topicArn);
      if (topic === undefined) throw topicNotFound();
      return topic;
    },
    loadSubscription: (region, subscriptionArn) => {
      const [topic = '', id = ''] = (findArn(subscriptionArn ?? '')?.resource ?? '').split(':');
      const subscription = subscriptions.get(`${region}/${topic}/${id}`);
      if (subscription === undefined) throw subscriptionNotFound();
      return subscription;
    },
  };
}

export function toTopicKey({ region, name }: Pick<Topic, 'region' | 'name'>): string {
  return `${region}/${name}`;
}

export function toSubscriptionArn({ topicArn, id }: Pick<Subscription, 'topicArn' | 'id'>): string {
  return `${topicArn}:${id}`;
}

export function toSubscriptionKey({ topicArn, id }: Pick<Subscription, 'topicArn' | 'id'>): string {
  const arn = findArn(topicArn);
  return `${arn?.region ?? ''}/${arn?.resource ?? ''}/${id}`;
}
