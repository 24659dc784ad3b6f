// What every action of SNS is given, and the permission that each needs on its topic.
import type { CallContext, Conditions, Environment, Permission } from '../service.ts';
import { ofResourceTags } from '../tag-conditions.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createFanOut, type FanOut } from './fan-out.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { createSnsStore, type SnsStore } from './store.ts';
import { toDefaultPolicy } from './topic-attributes.ts';

export interface Sns {
  readonly environment: Environment;
  readonly store: SnsStore;
  readonly inbox: Inbox;
  readonly deliveries: Deliveries;
  readonly fanOut: FanOut;
}

export function createSnsParts(environment: Environment): Sns {
  const store = createSnsStore(environment);
  const inbox = createInbox(environment, store);
  const deliveries = createDeliveries(environment, store);
  const fanOut = createFanOut(environment, store, deliveries, inbox);
  return { environment, store, inbox, deliveries, fanOut };
}

/** `sns:<action>` on the topic, with the topic's policy. */
export function needsOnTopic({ store }: Sns, action: string) {
  return (
    input: { readonly TopicArn?: string | undefined; readonly TargetArn?: string | undefined },
    context: CallContext,
  ): readonly Permission[] => {
    const topicArn = input.TopicArn ?? input.TargetArn ?? '';
    const topic = store.findTopic(context.region, topicArn);
    const permission = {
      action: `sns:${action}`,
      resource: topicArn,
      resourceConditions: ofResourceTags(() => topic?.tags),
    };
    if (topic === undefined) return [permission];
    const resourcePolicy = topic.attributes['Policy'] ?? defaultPolicyFor(topicArn, context);
    return [{ ...permission, resourcePolicy }];
  };
}

/**
 * The same for the operations on tags.
 * @param ofRequest what the request says of tags
 */
export function needsOnTagged<Input extends { readonly ResourceArn?: string | undefined }>(
  sns: Sns,
  action: string,
  ofRequest: (input: Input) => Conditions = () => ({}),
) {
  const needs = needsOnTopic(sns, action);
  return (input: Input, context: CallContext): readonly Permission[] =>
    needs({ TopicArn: input.ResourceArn }, context).map((permission) => ({
      ...permission,
      conditions: ofRequest(input),
    }));
}

/** `sns:<action>` on the topic of the subscription. */
export function needsOnSubscription(sns: Sns, action: string) {
  return (
    { SubscriptionArn = '' }: { readonly SubscriptionArn?: string | undefined },
    context: CallContext,
  ): readonly Permission[] => {
    const TopicArn = SubscriptionArn.split(':').slice(0, 6).join(':');
    return needsOnTopic(sns, action)({ TopicArn }, context);
  };
}

/** CloudWatch's alarms publish by the default policy, whose condition they meet; other services do not. */
function defaultPolicyFor(topicArn: string, { principal, accountId }: CallContext): string {
  if (principal.kind !== 'service' || principal.service !== 'cloudwatch.amazonaws.com') {
    return toDefaultPolicy(topicArn, accountId);
  }
  const statement = {
    Effect: 'Allow',
    Principal: { Service: principal.service },
    Action: 'SNS:Publish',
    Resource: topicArn,
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
