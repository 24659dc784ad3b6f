// A subscription with its attributes.
import type {
  GetSubscriptionAttributesCommandInput,
  GetSubscriptionAttributesCommandOutput,
} from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { needsOnSubscription, type Sns } from '../sns.ts';
import { toSubscriptionArn } from '../store.ts';

type Output = Pick<GetSubscriptionAttributesCommandOutput, 'Attributes'>;

export function createGetSubscriptionAttributes(
  sns: Sns,
): Action<GetSubscriptionAttributesCommandInput, Output> {
  return {
    permissions: needsOnSubscription(sns, 'GetSubscriptionAttributes'),
    run: ({ SubscriptionArn }, { region, accountId }) => {
      const subscription = sns.store.loadSubscription(region, SubscriptionArn);
      const { attributes } = subscription;
      return {
        Attributes: {
          RawMessageDelivery: 'false',
          ...(attributes['FilterPolicy'] === undefined
            ? {}
            : { FilterPolicyScope: 'MessageAttributes' }),
          ...attributes,
          SubscriptionArn: toSubscriptionArn(subscription),
          TopicArn: subscription.topicArn,
          Owner: accountId,
          Protocol: subscription.protocol,
          Endpoint: subscription.endpoint,
          PendingConfirmation: String(subscription.token !== undefined),
          ConfirmationWasAuthenticated: String(subscription.token === undefined),
        },
      };
    },
  };
}
