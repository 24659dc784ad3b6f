// A notification in the forms of its receivers. Messages here are not signed, so the signature's members are empty.
// Source: SNS developer guide, "Parsing Amazon SNS message formats"; Lambda developer guide, "Using Lambda with SNS".
import { type Notification, type Subscription, toSubscriptionArn } from './store.ts';

/** What SQS, HTTP and email-json get where delivery is not raw. */
export function toEnvelope(
  notification: Notification,
  subscription: Subscription,
  endpointUrl: string,
): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: notification.messageId,
    TopicArn: notification.topicArn,
    ...(notification.subject === undefined ? {} : { Subject: notification.subject }),
    Message: notification.message,
    Timestamp: new Date(notification.publishedMs).toISOString(),
    SignatureVersion: '1',
    Signature: '',
    SigningCertURL: '',
    UnsubscribeURL: toUnsubscribeUrl(subscription, endpointUrl),
    ...(Object.keys(notification.attributes).length === 0
      ? {}
      : { MessageAttributes: notification.attributes }),
  });
}

/** The event of a Lambda; its members are spelt a little differently. */
export function toLambdaEvent(
  notification: Notification,
  subscription: Subscription,
  endpointUrl: string,
): string {
  const record = {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: toSubscriptionArn(subscription),
    Sns: {
      Type: 'Notification',
      MessageId: notification.messageId,
      TopicArn: notification.topicArn,
      Subject: notification.subject ?? null,
      Message: notification.message,
      Timestamp: new Date(notification.publishedMs).toISOString(),
      SignatureVersion: '1',
      Signature: '',
      SigningCertUrl: '',
      UnsubscribeUrl: toUnsubscribeUrl(subscription, endpointUrl),
      MessageAttributes: notification.attributes,
    },
  };
  return JSON.stringify({ Records: [record] });
}

function toUnsubscribeUrl(subscription: Subscription, endpointUrl: string): string {
  const arn = encodeURIComponent(toSubscriptionArn(subscription));
  return `${endpointUrl}/?Action=Unsubscribe&SubscriptionArn=${arn}`;
}
