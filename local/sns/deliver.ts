// One attempt to hand a notification over, in the topic's name: the receiver's own policy decides.
import { findArn } from '../arn.ts';
import { toRealTime } from '../clock.ts';
import type { Environment } from '../service.ts';
import { ServiceError } from '../service-error.ts';
import { toEnvelope, toLambdaEvent } from './envelope.ts';
import { toSqsAttributes } from './message-attributes.ts';
import type { Notification, Subscription } from './store.ts';

const HTTP_WAIT_MS = 15_000;

export async function deliver(
  environment: Environment,
  subscription: Subscription,
  notification: Notification,
  signal: AbortSignal,
): Promise<void> {
  const { topicArn } = notification;
  const url = environment.endpointUrl();
  const isRaw = subscription.attributes['RawMessageDelivery'] === 'true';
  const envelope = (): string => toEnvelope(notification, subscription, url);
  switch (subscription.protocol) {
    case 'sqs':
      await sendToQueue(environment, topicArn, signal, {
        queueArn: subscription.endpoint,
        body: isRaw ? notification.message : envelope(),
        ...(isRaw ? { attributes: toSqsAttributes(notification.attributes) } : {}),
      });
      return;
    case 'lambda':
      await environment.call({
        service: 'lambda',
        operation: 'Invoke',
        region: findArn(subscription.endpoint)?.region ?? '',
        principal: toPrincipal(environment, topicArn),
        signal,
        input: {
          FunctionName: subscription.endpoint,
          InvocationType: 'Event',
          Payload: new TextEncoder().encode(toLambdaEvent(notification, subscription, url)),
        },
      });
      return;
    case 'http':
      await postTo(environment, subscription.endpoint, signal, {
        type: 'Notification',
        topicArn,
        body: isRaw ? notification.message : envelope(),
        isRaw,
      });
      return;
    case 'email':
    case 'email-json':
      throw new Error('E-mail goes to the inbox and is never on its way.');
  }
}

export async function sendToQueue(
  environment: Environment,
  topicArn: string,
  signal: AbortSignal,
  message: { readonly queueArn: string; readonly body: string; readonly attributes?: object },
): Promise<void> {
  const queue = findArn(message.queueArn);
  await environment.call({
    service: 'sqs',
    operation: 'SendMessage',
    region: queue?.region ?? '',
    principal: toPrincipal(environment, topicArn),
    signal,
    input: {
      QueueUrl: `${environment.endpointUrl()}/${queue?.accountId ?? ''}/${queue?.resource ?? ''}`,
      MessageBody: message.body,
      ...(message.attributes === undefined ? {} : { MessageAttributes: message.attributes }),
    },
  });
}

/** @throws ServiceError with the answer's status where it is none of the 200s */
export async function postTo(
  { clock, store }: Environment,
  endpoint: string,
  signal: AbortSignal,
  message: {
    readonly type: 'Notification' | 'SubscriptionConfirmation';
    readonly topicArn: string;
    readonly body: string;
    readonly isRaw?: boolean;
  },
): Promise<void> {
  const ended = new AbortController();
  const timeout = new AbortController();
  toRealTime(clock)
    .sleep(HTTP_WAIT_MS, ended.signal)
    .then(
      () => timeout.abort(),
      () => undefined,
    );
  try {
    await store.durable();
    const { status } = await fetch(endpoint, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'x-amz-sns-message-type': message.type,
        'x-amz-sns-topic-arn': message.topicArn,
        ...(message.isRaw === true ? { 'x-amz-sns-rawdelivery': 'true' } : {}),
      },
      body: message.body,
      signal: AbortSignal.any([signal, timeout.signal]),
    });
    if (status < 200 || status > 299) {
      throw new ServiceError('DeliveryFailed', `The endpoint answered ${String(status)}.`, {
        status,
      });
    }
  } finally {
    ended.abort();
  }
}

function toPrincipal({ accountId }: Environment, topicArn: string) {
  return { kind: 'service', accountId, service: 'sns.amazonaws.com', sourceArn: topicArn } as const;
}
