// AWS::SNS::Subscription (Template Reference).
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { isChanged, pick, toAttributeText } from '../engine/properties.ts';
import type { ResourceProvider } from '../engine/provider.ts';
import type { ValueRecord } from '../template/value.ts';

/** Properties that are attributes of the subscription, each with its value when the template says nothing. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  DeliveryPolicy: '',
  FilterPolicy: '',
  FilterPolicyScope: 'MessageAttributes',
  RawMessageDelivery: 'false',
  RedrivePolicy: '',
  SubscriptionRoleArn: '',
};

export const snsSubscription: ResourceProvider = {
  type: 'AWS::SNS::Subscription',
  shape: {
    members: {
      DeliveryPolicy: 'json',
      Endpoint: 'string',
      FilterPolicy: 'json',
      FilterPolicyScope: 'string',
      Protocol: 'string',
      RawMessageDelivery: 'boolean',
      RedrivePolicy: 'json',
      SubscriptionRoleArn: 'string',
      TopicArn: 'string',
    },
    required: ['Protocol', 'TopicArn'],
  },
  replacedBy: ['Endpoint', 'Protocol', 'TopicArn'],
  attributes: ['Arn'],
  create: async ({ properties }, { call }) => {
    const { SubscriptionArn = '' } = await call<{ SubscriptionArn?: string }>('sns', 'Subscribe', {
      ...pick(properties, ['Endpoint', 'Protocol', 'TopicArn']),
      Attributes: toAttributes(properties),
      ReturnSubscriptionArn: true,
    });
    return { physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },
  update: async ({ properties }, { physicalId, attributes, properties: before }, { call }) => {
    for (const [AttributeName, usual] of Object.entries(ATTRIBUTES)) {
      if (!isChanged(before, properties, [AttributeName])) continue;
      await call('sns', 'SetSubscriptionAttributes', {
        SubscriptionArn: physicalId,
        AttributeName,
        AttributeValue: toAttributeText(properties[AttributeName] ?? usual),
      });
    }
    return { physicalId, attributes };
  },
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(call('sns', 'Unsubscribe', { SubscriptionArn: physicalId }));
  },
};

function toAttributes(properties: ValueRecord): Readonly<Record<string, string>> {
  const there = pick(properties, Object.keys(ATTRIBUTES));
  return Object.fromEntries(
    Object.entries(there).map(([name, value]) => [name, toAttributeText(value)]),
  );
}
