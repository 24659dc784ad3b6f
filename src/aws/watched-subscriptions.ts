// The port WatchedSubscriptions over SNS, which names a subscription that nobody has confirmed by a word instead of an ARN
// (SNS API reference, ListSubscriptionsByTopic).
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Clock } from '../rotation/effects.ts';
import type { Subscription, WatchedSubscriptions } from '../rotation/watch/ports.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

export function createWatchedSubscriptions(
  config: ClientConfig,
  clock: Clock,
): WatchedSubscriptions {
  const call = createTimedCall(() => new SNSClient(config), clock);
  return {
    list: async (topicArn, signal) => {
      const found: Subscription[] = [];
      let next: string | undefined;
      do {
        const input = { TopicArn: topicArn, ...(next === undefined ? {} : { NextToken: next }) };
        const page = await call(
          { call: 'sns:ListSubscriptionsByTopic', resource: topicArn },
          signal,
          (sns, options) => sns.send(new ListSubscriptionsByTopicCommand(input), options),
        );
        for (const { SubscriptionArn = '', Protocol = '', Endpoint = '' } of page.Subscriptions ??
          []) {
          if (SubscriptionArn === 'Deleted') continue; // stands there for some days more
          const confirmed = SubscriptionArn.startsWith('arn:');
          found.push({ protocol: Protocol, endpoint: Endpoint, confirmed });
        }
        next = page.NextToken;
      } while (next !== undefined);
      return found;
    },
  };
}
