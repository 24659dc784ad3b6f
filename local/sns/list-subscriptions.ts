// Subscriptions as both lists answer them; the ARN of those that are not confirmed is a word.
import type { ListSubscriptionsCommandOutput } from '@aws-sdk/client-sns';
import { listPage } from '../list-page.ts';
import { invalidParameter } from './errors.ts';
import type { Sns } from './sns.ts';
import { toSubscriptionArn } from './store.ts';

export function listSubscriptions(
  { store, environment }: Sns,
  prefix: string,
  token: string | undefined,
): Pick<ListSubscriptionsCommandOutput, 'Subscriptions' | 'NextToken'> {
  const { documents, nextToken } = listPage(store.subscriptions, prefix, {
    limit: 100,
    token,
    invalidToken: () => invalidParameter('NextToken'),
  });
  return {
    Subscriptions: documents.map((subscription) => ({
      SubscriptionArn:
        subscription.token === undefined ? toSubscriptionArn(subscription) : 'PendingConfirmation',
      Owner: environment.accountId,
      Protocol: subscription.protocol,
      Endpoint: subscription.endpoint,
      TopicArn: subscription.topicArn,
    })),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}
