// One attribute; an empty value takes it away.
import type { SetSubscriptionAttributesCommandInput } from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { needsOnSubscription, type Sns } from '../sns.ts';
import { toSubscriptionKey } from '../store.ts';
import { checkSubscriptionAttributes } from '../subscription-attributes.ts';
import { applyAttributes } from '../topic-attributes.ts';

export function createSetSubscriptionAttributes(
  sns: Sns,
): Action<SetSubscriptionAttributesCommandInput, object> {
  return {
    permissions: needsOnSubscription(sns, 'SetSubscriptionAttributes'),
    run: ({ SubscriptionArn, AttributeName = '', AttributeValue = '' }, { region }) => {
      const subscription = sns.store.loadSubscription(region, SubscriptionArn);
      checkSubscriptionAttributes(
        AttributeValue === '' ? {} : { [AttributeName]: AttributeValue },
        subscription.protocol,
      );
      const attributes = applyAttributes(subscription.attributes, {
        [AttributeName]: AttributeValue,
      });
      checkSubscriptionAttributes(attributes, subscription.protocol);
      sns.store.subscriptions.put(toSubscriptionKey(subscription), { ...subscription, attributes });
      return {};
    },
  };
}
