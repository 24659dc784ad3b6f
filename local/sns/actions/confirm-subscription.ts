// The token of the confirmation message, within two days of Subscribe.
import type {
  ConfirmSubscriptionCommandInput,
  ConfirmSubscriptionCommandOutput,
} from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { invalidParameter } from '../errors.ts';
import { needsOnTopic, type Sns } from '../sns.ts';
import { toSubscriptionArn, toSubscriptionKey, toTopicKey } from '../store.ts';

const TOKEN_MS = 2 * 86_400_000;

type Output = Pick<ConfirmSubscriptionCommandOutput, 'SubscriptionArn'>;

export function createConfirmSubscription(
  sns: Sns,
): Action<ConfirmSubscriptionCommandInput, Output> {
  const { environment, store } = sns;
  return {
    permissions: needsOnTopic(sns, 'ConfirmSubscription'),
    run: ({ TopicArn, Token }, { region }) => {
      const topic = store.loadTopic(region, TopicArn);
      const pending = store.subscriptions
        .list({ prefix: `${toTopicKey(topic)}/` })
        .map(({ document }) => document)
        .find(({ token }) => token !== undefined && token === Token);
      const now = environment.clock.now();
      if (pending === undefined || now - pending.createdMs > TOKEN_MS) {
        throw invalidParameter('Token');
      }
      const { token: _token, ...confirmed } = pending;
      store.subscriptions.put(toSubscriptionKey(confirmed), confirmed);
      return { SubscriptionArn: toSubscriptionArn(confirmed) };
    },
  };
}
