// The inbox of the local endpoint: what SNS would have sent by e-mail. The demo reads it as the person on call does.
import { ConfirmSubscriptionCommand, SNSClient } from '@aws-sdk/client-sns';
import type { ClientConfig } from '../src/aws/clients.ts';

export interface Mail {
  readonly kind: 'confirmation' | 'notification';
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
  /** In a confirmation: what says yes to it. */
  readonly token?: string;
}

/** The newest first. */
export async function readInbox(endpointUrl: string): Promise<readonly Mail[]> {
  const answer = await fetch(`${endpointUrl}/_rekey/inbox`);
  const { messages } = (await answer.json()) as { messages: readonly Mail[] };
  return messages;
}

export async function readNotices(endpointUrl: string): Promise<readonly Mail[]> {
  return (await readInbox(endpointUrl)).filter(({ kind }) => kind === 'notification');
}

/** SNS sends nothing to an address before its owner has agreed: the demo agrees as its owner would. */
export async function confirmSubscriptions(
  config: ClientConfig,
  endpointUrl: string,
): Promise<void> {
  const client = new SNSClient(config);
  for (const { kind, topicArn, token } of await readInbox(endpointUrl)) {
    if (kind !== 'confirmation') continue;
    await client.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token: token }));
  }
  client.destroy();
}
