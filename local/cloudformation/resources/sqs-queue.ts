// AWS::SQS::Queue (Template Reference). Ref is the queue's URL.
import { ignoreMissing, isFound } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { findText, isChanged, toAttributeText } from '../engine/properties.ts';
import type { Physical, ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { tagList } from '../engine/shape.ts';
import { applyTagChanges, findTagChanges, listTags, toTagMap } from '../engine/tags.ts';
import type { ValueRecord } from '../template/value.ts';

/** Properties that are attributes of the queue, each with its value when the template says nothing (SQS API). */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  DelaySeconds: '0',
  FifoThroughputLimit: 'perQueue',
  KmsDataKeyReusePeriodSeconds: '300',
  KmsMasterKeyId: '',
  MaximumMessageSize: '262144',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  RedriveAllowPolicy: '',
  RedrivePolicy: '',
  SqsManagedSseEnabled: 'true',
  VisibilityTimeout: '30',
};

export const sqsQueue: ResourceProvider = {
  type: 'AWS::SQS::Queue',
  shape: {
    members: {
      ContentBasedDeduplication: 'boolean',
      DeduplicationScope: 'string',
      DelaySeconds: 'integer',
      FifoQueue: 'boolean',
      FifoThroughputLimit: 'string',
      KmsDataKeyReusePeriodSeconds: 'integer',
      KmsMasterKeyId: 'string',
      MaximumMessageSize: 'integer',
      MessageRetentionPeriod: 'integer',
      QueueName: 'string',
      ReceiveMessageWaitTimeSeconds: 'integer',
      RedriveAllowPolicy: 'json',
      RedrivePolicy: 'json',
      SqsManagedSseEnabled: 'boolean',
      Tags: tagList,
      VisibilityTimeout: 'integer',
    },
  },
  replacedBy: ['FifoQueue', 'QueueName'],
  nameProperty: 'QueueName',
  attributes: ['Arn', 'QueueName', 'QueueUrl'],
  exists: async (QueueName, _wanted, { call }) =>
    await isFound(call('sqs', 'GetQueueUrl', { QueueName })),
  create: async ({ properties }, context) => {
    const QueueName = nameOf(properties, context);
    const names = [...Object.keys(ATTRIBUTES), 'FifoQueue'].filter((name) => name in properties);
    const { QueueUrl = '' } = await context.call<{ QueueUrl?: string }>('sqs', 'CreateQueue', {
      QueueName,
      Attributes: toAttributes(names, properties),
      tags: toTagMap(listTags(properties)),
    });
    return toPhysical(QueueUrl, QueueName, context);
  },
  update: async ({ properties }, { physicalId, attributes, properties: before }, { call }) => {
    const QueueUrl = physicalId;
    const names = Object.keys(ATTRIBUTES).filter((name) => isChanged(before, properties, [name]));
    if (names.length > 0) {
      const Attributes = toAttributes(names, properties);
      await call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes });
    }
    await applyTagChanges(
      findTagChanges(before, properties),
      (tags) => call('sqs', 'TagQueue', { QueueUrl, Tags: toTagMap(tags) }),
      (TagKeys) => call('sqs', 'UntagQueue', { QueueUrl, TagKeys }),
    );
    return { physicalId, attributes };
  },
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(call('sqs', 'DeleteQueue', { QueueUrl: physicalId }));
  },
};

function nameOf(properties: ValueRecord, context: ProviderContext): string {
  const named = findText(properties, 'QueueName');
  if (named !== undefined) return named;
  const suffix = properties['FifoQueue'] === true ? '.fifo' : '';
  return `${createPhysicalName(context, 80 - suffix.length)}${suffix}`;
}

function toAttributes(
  names: readonly string[],
  properties: ValueRecord,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.map((name) => {
      const value = properties[name] ?? ATTRIBUTES[name] ?? '';
      return [name, toAttributeText(value)];
    }),
  );
}

function toPhysical(
  QueueUrl: string,
  QueueName: string,
  { region, accountId }: ProviderContext,
): Physical {
  const Arn = `arn:aws:sqs:${region}:${accountId}:${QueueName}`;
  return { physicalId: QueueUrl, attributes: { Arn, QueueName, QueueUrl } };
}
