// AWS::SNS::Topic (Template Reference), with the subscriptions that it may name.
import { ignoreMissing, isFound } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { findText, isChanged, listRecords, toAttributeText } from '../engine/properties.ts';
import type { ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { tagList } from '../engine/shape.ts';
import { applyTagChanges, findTagChanges, listTags } from '../engine/tags.ts';
import { isSameValue, type ValueRecord } from '../template/value.ts';

/** Properties that are attributes of the topic, each with the attribute's value when the template says nothing. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: 'false',
  DisplayName: '',
  FifoThroughputScope: 'Topic',
  KmsMasterKeyId: '',
  SignatureVersion: '1',
  TracingConfig: 'PassThrough',
};

interface Subscriptions {
  readonly Subscriptions?: readonly {
    readonly SubscriptionArn?: string;
    readonly Protocol?: string;
    readonly Endpoint?: string;
  }[];
}

export const snsTopic: ResourceProvider = {
  type: 'AWS::SNS::Topic',
  shape: {
    members: {
      ContentBasedDeduplication: 'boolean',
      DisplayName: 'string',
      FifoThroughputScope: 'string',
      FifoTopic: 'boolean',
      KmsMasterKeyId: 'string',
      SignatureVersion: 'string',
      Subscription: {
        list: {
          members: { Endpoint: 'string', Protocol: 'string' },
          required: ['Endpoint', 'Protocol'],
        },
      },
      Tags: tagList,
      TopicName: 'string',
      TracingConfig: 'string',
    },
  },
  replacedBy: ['FifoTopic', 'TopicName'],
  nameProperty: 'TopicName',
  attributes: ['TopicArn', 'TopicName'],
  exists: async (name, _wanted, { call, region, accountId }) => {
    const TopicArn = `arn:aws:sns:${region}:${accountId}:${name}`;
    return await isFound(call('sns', 'GetTopicAttributes', { TopicArn }));
  },
  create: async ({ properties }, context) => {
    const Name = nameOf(properties, context);
    const wanted = [...Object.keys(ATTRIBUTES), 'FifoTopic'].filter((name) => name in properties);
    const attributes = wanted.map((name) => [name, toAttributeText(properties[name] ?? '')]);
    const Tags = listTags(properties);
    const { TopicArn = '' } = await context.call<{ TopicArn?: string }>('sns', 'CreateTopic', {
      Name,
      Attributes: Object.fromEntries(attributes) as object,
      ...(Tags.length === 0 ? {} : { Tags }),
    });
    context.initiated(TopicArn);
    await subscribe(TopicArn, {}, properties, context);
    return { physicalId: TopicArn, attributes: { TopicArn, TopicName: Name } };
  },
  update: async ({ properties }, { physicalId, attributes, properties: before }, context) => {
    const TopicArn = physicalId;
    for (const [AttributeName, usual] of Object.entries(ATTRIBUTES)) {
      if (!isChanged(before, properties, [AttributeName])) continue;
      const AttributeValue = toAttributeText(properties[AttributeName] ?? usual);
      const input = { TopicArn, AttributeName, AttributeValue };
      await context.call('sns', 'SetTopicAttributes', input);
    }
    await subscribe(TopicArn, before, properties, context);
    await applyTagChanges(
      findTagChanges(before, properties),
      (Tags) => context.call('sns', 'TagResource', { ResourceArn: TopicArn, Tags }),
      (TagKeys) => context.call('sns', 'UntagResource', { ResourceArn: TopicArn, TagKeys }),
    );
    return { physicalId, attributes };
  },
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(call('sns', 'DeleteTopic', { TopicArn: physicalId }));
  },
};

/** A FIFO topic's name ends in .fifo, also where CloudFormation makes it up. */
function nameOf(properties: ValueRecord, context: ProviderContext): string {
  const named = findText(properties, 'TopicName');
  if (named !== undefined) return named;
  const suffix = properties['FifoTopic'] === true ? '.fifo' : '';
  return `${createPhysicalName(context, 256 - suffix.length)}${suffix}`;
}

async function subscribe(
  TopicArn: string,
  before: ValueRecord,
  after: ValueRecord,
  { call }: ProviderContext,
): Promise<void> {
  const old = listRecords(before, 'Subscription');
  const wanted = listRecords(after, 'Subscription');
  for (const one of wanted) {
    if (!old.some((other) => isSameValue(one, other))) {
      await call('sns', 'Subscribe', { TopicArn, ...one });
    }
  }
  const gone = old.filter((one) => !wanted.some((other) => isSameValue(one, other)));
  if (gone.length === 0) return;
  const { Subscriptions = [] } = await call<Subscriptions>('sns', 'ListSubscriptionsByTopic', {
    TopicArn,
  });
  for (const { SubscriptionArn, Protocol, Endpoint } of Subscriptions) {
    const isGone = gone.some((one) => one['Protocol'] === Protocol && one['Endpoint'] === Endpoint);
    if (isGone) await ignoreMissing(call('sns', 'Unsubscribe', { SubscriptionArn }));
  }
}
