// The question that a new subscription is asked: in the inbox for e-mail, by POST for HTTP. Its token confirms.
import { createUuid } from '../random.ts';
import { postTo } from './deliver.ts';
import type { Sns } from './sns.ts';
import type { Subscription } from './store.ts';

export function askToConfirm(
  { environment, inbox }: Sns,
  { topicArn, token, protocol, endpoint }: Subscription,
): void {
  if (token === undefined) return;
  const message = `You have chosen to subscribe to the topic ${topicArn}. To confirm the subscription, call ConfirmSubscription with the token.`;
  const messageId = createUuid(environment.random);
  if (protocol !== 'http') {
    const region = topicArn.split(':')[3] ?? '';
    const subject = 'AWS Notification - Subscription Confirmation';
    inbox.put(region, {
      kind: 'confirmation',
      messageId,
      to: endpoint,
      topicArn,
      subject,
      message,
      token,
    });
    return;
  }
  const query = new URLSearchParams({
    Action: 'ConfirmSubscription',
    TopicArn: topicArn,
    Token: token,
  });
  const body = JSON.stringify({
    Type: 'SubscriptionConfirmation',
    MessageId: messageId,
    Token: token,
    TopicArn: topicArn,
    Message: message,
    SubscribeURL: `${environment.endpointUrl()}/?${query.toString()}`,
    Timestamp: new Date(environment.clock.now()).toISOString(),
    SignatureVersion: '1',
    Signature: '',
    SigningCertURL: '',
  });
  const { signal } = new AbortController();
  postTo(environment, endpoint, signal, { type: 'SubscriptionConfirmation', topicArn, body }).catch(
    () => {
      environment.log({
        level: 'warn',
        message: 'SNS could not ask an HTTP endpoint to confirm its subscription',
        resource: topicArn,
      });
    },
  );
}
