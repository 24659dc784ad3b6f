// E-mail and HTTP wait for confirmation by a token; queues and functions of the account are confirmed at once.
// Subscribed again, an endpoint keeps its subscription; with other attributes it is refused.
import type { SubscribeCommandInput, SubscribeCommandOutput } from '@aws-sdk/client-sns';
import { createUuid, pickCharacters } from '../../random.ts';
import type { Action } from '../../service.ts';
import { askToConfirm } from '../confirmation.ts';
import { checkEndpoint } from '../endpoint-check.ts';
import { invalidParameter } from '../errors.ts';
import { needsOnTopic, type Sns } from '../sns.ts';
import { type Subscription, toSubscriptionArn, toSubscriptionKey, toTopicKey } from '../store.ts';
import { checkSubscriptionAttributes } from '../subscription-attributes.ts';
import { applyAttributes } from '../topic-attributes.ts';

type Output = Pick<SubscribeCommandOutput, 'SubscriptionArn'>;

const TOKEN_LENGTH = 64;

export function createSubscribe(sns: Sns): Action<SubscribeCommandInput, Output> {
  const { environment, store } = sns;
  return {
    permissions: needsOnTopic(sns, 'Subscribe'),
    run: (input, { region }) => {
      const topic = store.loadTopic(region, input.TopicArn);
      const topicArn = store.toTopicArn(region, topic.name);
      const { protocol, endpoint } = checkEndpoint(input.Protocol, input.Endpoint);
      const attributes = applyAttributes({}, input.Attributes ?? {});
      checkSubscriptionAttributes(attributes, protocol);
      const existing = store.subscriptions
        .list({ prefix: `${toTopicKey(topic)}/` })
        .map(({ document }) => document)
        .find((other) => other.protocol === protocol && other.endpoint === endpoint);
      if (existing !== undefined) {
        checkSame(existing, attributes);
        return toAnswer(existing, input.ReturnSubscriptionArn);
      }
      const needsConfirmation = protocol !== 'sqs' && protocol !== 'lambda';
      const subscription: Subscription = {
        id: createUuid(environment.random),
        topicArn,
        protocol,
        endpoint,
        attributes,
        createdMs: environment.clock.now(),
        ...(needsConfirmation
          ? { token: pickCharacters(environment.random, '0123456789abcdef', TOKEN_LENGTH) }
          : {}),
      };
      store.subscriptions.put(toSubscriptionKey(subscription), subscription);
      askToConfirm(sns, subscription);
      return toAnswer(subscription, input.ReturnSubscriptionArn);
    },
  };
}

function checkSame(existing: Subscription, attributes: Readonly<Record<string, string>>): void {
  if (Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value)) {
    throw invalidParameter(
      'Attributes Reason: Subscription already exists with different attributes',
    );
  }
}

function toAnswer(subscription: Subscription, returnsArn: boolean | undefined): Output {
  const isPending = subscription.token !== undefined && returnsArn !== true;
  return {
    SubscriptionArn: isPending ? 'pending confirmation' : toSubscriptionArn(subscription),
  };
}
