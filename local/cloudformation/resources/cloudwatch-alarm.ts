// AWS::CloudWatch::Alarm (Template Reference): PutMetricAlarm says everything anew.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { findText } from '../engine/properties.ts';
import type { Physical, ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { type Shape, stringList, tagList } from '../engine/shape.ts';
import { applyTagChanges, findTagChanges, listTags } from '../engine/tags.ts';
import type { ValueRecord } from '../template/value.ts';

const dimensions: Shape = {
  list: { members: { Name: 'string', Value: 'string' }, required: ['Name', 'Value'] },
};

const metrics: Shape = {
  list: {
    members: {
      AccountId: 'string',
      Expression: 'string',
      Id: 'string',
      Label: 'string',
      MetricStat: {
        members: {
          Metric: {
            members: { Dimensions: dimensions, MetricName: 'string', Namespace: 'string' },
          },
          Period: 'integer',
          Stat: 'string',
          Unit: 'string',
        },
        required: ['Metric', 'Period', 'Stat'],
      },
      Period: 'integer',
      ReturnData: 'boolean',
    },
    required: ['Id'],
  },
};

export const cloudWatchAlarm: ResourceProvider = {
  type: 'AWS::CloudWatch::Alarm',
  shape: {
    members: {
      ActionsEnabled: 'boolean',
      AlarmActions: stringList,
      AlarmDescription: 'string',
      AlarmName: 'string',
      ComparisonOperator: 'string',
      DatapointsToAlarm: 'integer',
      Dimensions: dimensions,
      EvaluateLowSampleCountPercentile: 'string',
      EvaluationPeriods: 'integer',
      ExtendedStatistic: 'string',
      InsufficientDataActions: stringList,
      MetricName: 'string',
      Metrics: metrics,
      Namespace: 'string',
      OKActions: stringList,
      Period: 'integer',
      Statistic: 'string',
      Tags: tagList,
      Threshold: 'number',
      ThresholdMetricId: 'string',
      TreatMissingData: 'string',
      Unit: 'string',
    },
    required: ['ComparisonOperator', 'EvaluationPeriods'],
  },
  replacedBy: ['AlarmName'],
  nameProperty: 'AlarmName',
  attributes: ['Arn'],
  exists: async (name, _wanted, { call }) => {
    const input = { AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] };
    const { MetricAlarms = [], CompositeAlarms = [] } = await call<{
      MetricAlarms?: readonly unknown[];
      CompositeAlarms?: readonly unknown[];
    }>('cloudwatch', 'DescribeAlarms', input);
    return MetricAlarms.length + CompositeAlarms.length > 0;
  },
  create: async ({ properties }, context) => {
    const name = findText(properties, 'AlarmName') ?? createPhysicalName(context, 255);
    return await putAlarm(
      name,
      { ...properties, Tags: listTags(properties).map(toPlain) },
      context,
    );
  },
  update: async ({ properties }, existing, context) => {
    const { Tags: _tags, ...rest } = properties;
    const made = await putAlarm(existing.physicalId, rest, context);
    const ResourceARN = made.attributes['Arn'];
    await applyTagChanges(
      findTagChanges(existing.properties, properties),
      (Tags) => context.call('cloudwatch', 'TagResource', { ResourceARN, Tags }),
      (TagKeys) => context.call('cloudwatch', 'UntagResource', { ResourceARN, TagKeys }),
    );
    return made;
  },
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(call('cloudwatch', 'DeleteAlarms', { AlarmNames: [physicalId] }));
  },
};

function toPlain({ Key, Value }: { Key: string; Value: string }): ValueRecord {
  return { Key, Value };
}

async function putAlarm(
  AlarmName: string,
  properties: ValueRecord,
  { call, region, accountId }: ProviderContext,
): Promise<Physical> {
  await call('cloudwatch', 'PutMetricAlarm', { ...properties, AlarmName });
  const Arn = `arn:aws:cloudwatch:${region}:${accountId}:alarm:${AlarmName}`;
  return { physicalId: AlarmName, attributes: { Arn } };
}
