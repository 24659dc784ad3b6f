// AWS::StepFunctions::Activity (Template Reference).
import { ignoreMissing, isFound } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { findRecord, findText, toLowerMembers } from '../engine/properties.ts';
import type { ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { tagList } from '../engine/shape.ts';
import { applyTagChanges, findTagChanges, listTags } from '../engine/tags.ts';
import type { ValueRecord } from '../template/value.ts';

export const stepFunctionsActivity: ResourceProvider = {
  type: 'AWS::StepFunctions::Activity',
  shape: {
    members: {
      EncryptionConfiguration: {
        members: { KmsDataKeyReusePeriodSeconds: 'integer', KmsKeyId: 'string', Type: 'string' },
        required: ['Type'],
      },
      Name: 'string',
      Tags: tagList,
    },
  },
  replacedBy: ['Name', 'EncryptionConfiguration'],
  nameProperty: 'Name',
  attributes: ['Arn', 'Name'],
  plannedId: ({ properties }, context) => toArn(nameOf(properties, context), context),
  exists: async (name, _wanted, context) =>
    await isFound(
      context.call('stepfunctions', 'DescribeActivity', { activityArn: toArn(name, context) }),
    ),
  create: async ({ properties }, context) => {
    const name = nameOf(properties, context);
    const encryption = findRecord(properties, 'EncryptionConfiguration');
    const { activityArn: Arn = '' } = await context.call<{ activityArn?: string }>(
      'stepfunctions',
      'CreateActivity',
      {
        name,
        tags: listTags(properties).map(({ Key: key, Value: value }) => ({ key, value })),
        ...(encryption === undefined
          ? {}
          : { encryptionConfiguration: toLowerMembers(encryption) }),
      },
    );
    return { physicalId: Arn, attributes: { Arn, Name: name } };
  },
  update: async ({ properties }, { physicalId, attributes, properties: before }, { call }) => {
    const resourceArn = physicalId;
    await applyTagChanges(
      findTagChanges(before, properties),
      (put) =>
        call('stepfunctions', 'TagResource', {
          resourceArn,
          tags: put.map(({ Key: key, Value: value }) => ({ key, value })),
        }),
      (tagKeys) => call('stepfunctions', 'UntagResource', { resourceArn, tagKeys }),
    );
    return { physicalId, attributes };
  },
  delete: async ({ physicalId: activityArn }, { call }) => {
    await ignoreMissing(call('stepfunctions', 'DeleteActivity', { activityArn }));
  },
};

function nameOf(properties: ValueRecord, context: ProviderContext): string {
  return findText(properties, 'Name') ?? createPhysicalName(context, 80);
}

function toArn(
  name: string,
  { region, accountId }: Pick<ProviderContext, 'region' | 'accountId'>,
): string {
  return `arn:aws:states:${region}:${accountId}:activity:${name}`;
}
