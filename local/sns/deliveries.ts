// Notifications on their way, in the store until they have arrived or were given up. At least once.
import { createDueQueue } from '../due-queue.ts';
import { type Count, createCount } from '../metrics.ts';
import { createUuid } from '../random.ts';
import type { Environment } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { deliver, sendToQueue } from './deliver.ts';
import { toEnvelope } from './envelope.ts';
import { findRetryDelayMs } from './retry-delay.ts';
import {
  type Delivery,
  type Notification,
  type SnsStore,
  type Subscription,
  toSubscriptionArn,
  toSubscriptionKey,
} from './store.ts';
import { findDeadLetterArn } from './subscription-attributes.ts';

export interface Deliveries {
  add(subscription: Subscription, notification: Notification): void;
  start(): void;
  stop(): Promise<void>;
}

const CONCURRENCY_MAX = 100;

export function createDeliveries(environment: Environment, store: SnsStore): Deliveries {
  const { clock, random } = environment;
  const count = createCount(environment, 'AWS/SNS', 'sns.amazonaws.com');
  const queue = createDueQueue({
    clock,
    what: 'SNS: delivery',
    isBegun: true,
    concurrencyMax: CONCURRENCY_MAX,
    run: async (key, signal) => {
      const before = store.deliveries.get(key);
      if (before === undefined) return;
      const delivery = { ...before, attempts: before.attempts + 1 };
      const subscription = store.subscriptions.get(delivery.subscriptionKey);
      try {
        if (subscription === undefined) return;
        await deliver(environment, subscription, delivery.notification, signal);
        countOfTopic(count, delivery, 'NumberOfNotificationsDelivered');
      } catch (error) {
        if (signal.aborted) return; // the endpoint stops: the next start tries again
        if (subscription === undefined || retry(key, delivery, subscription, error)) return;
        await giveUp(environment, count, { delivery, subscription, error, signal });
      }
      store.deliveries.delete(key);
    },
  });

  /** True if the delivery will be tried again. What the receiver refuses by right is not. */
  const retry = (
    key: string,
    delivery: Delivery,
    { protocol }: Subscription,
    error: unknown,
  ): boolean => {
    if (!isTransient(error)) return false;
    const delayMs = findRetryDelayMs(protocol, delivery.attempts);
    if (delayMs === undefined) return false;
    const nextMs = clock.now() + delayMs;
    store.deliveries.put(key, { ...delivery, nextMs });
    queue.set(key, nextMs);
    return true;
  };

  return {
    add: (subscription, notification) => {
      const subscriptionKey = toSubscriptionKey(subscription);
      const key = `${subscriptionKey}/${createUuid(random)}`;
      const nextMs = clock.now();
      store.deliveries.put(key, { subscriptionKey, notification, attempts: 0, nextMs });
      queue.set(key, nextMs);
    },
    start: () => {
      for (const { key, document } of store.deliveries.list()) queue.set(key, document.nextMs);
    },
    stop: () => queue.stop(),
  };
}

interface Failure {
  readonly delivery: Delivery;
  readonly subscription: Subscription;
  readonly error: unknown;
  readonly signal: AbortSignal;
}

async function giveUp(
  environment: Environment,
  count: Count,
  { delivery, subscription, error, signal }: Failure,
): Promise<void> {
  countOfTopic(count, delivery, 'NumberOfNotificationsFailed');
  environment.log({
    level: 'warn',
    message: `SNS gave up a notification after ${String(delivery.attempts)} attempts`,
    resource: toSubscriptionArn(subscription),
    result: isServiceError(error) ? error.code : 'InternalFailure',
  });
  const queueArn = findDeadLetterArn(subscription.attributes);
  if (queueArn === undefined) return;
  const { notification } = delivery;
  const body = toEnvelope(notification, subscription, environment.endpointUrl());
  try {
    await sendToQueue(environment, notification.topicArn, signal, { queueArn, body });
    countOfTopic(count, delivery, 'NumberOfNotificationsRedrivenToDlq');
  } catch (failure) {
    countOfTopic(count, delivery, 'NumberOfNotificationsFailedToRedriveToDlq');
    environment.log({
      level: 'error',
      message: 'SNS could not send a notification to its dead-letter queue',
      resource: queueArn,
      result: isServiceError(failure) ? failure.code : 'InternalFailure',
    });
  }
}

/** A bad answer of an HTTP endpoint is tried again unless it is a plain 4xx; so are throttling and faults. */
function isTransient(error: unknown): boolean {
  if (!isServiceError(error)) return true;
  return error.status >= 500 || error.status === 429 || /Throttl|TooManyRequests/.test(error.code);
}

export function countOfTopic(
  count: Count,
  { notification }: { readonly notification: Pick<Notification, 'topicArn'> },
  name: string,
): void {
  const [, , , region = '', , topic = ''] = notification.topicArn.split(':');
  count({ region, name, dimensions: { TopicName: topic } });
}
