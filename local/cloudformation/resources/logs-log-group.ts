// AWS::Logs::LogGroup (Template Reference).
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { findText, isChanged } from '../engine/properties.ts';
import type { Physical, ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { tagList } from '../engine/shape.ts';
import { applyTagChanges, findTagChanges, listTags, toTagMap } from '../engine/tags.ts';
import type { ValueRecord } from '../template/value.ts';

export const logsLogGroup: ResourceProvider = {
  type: 'AWS::Logs::LogGroup',
  shape: {
    members: {
      KmsKeyId: 'string',
      LogGroupClass: 'string',
      LogGroupName: 'string',
      RetentionInDays: 'integer',
      Tags: tagList,
    },
  },
  replacedBy: ['LogGroupName', 'LogGroupClass', 'KmsKeyId'],
  nameProperty: 'LogGroupName',
  attributes: ['Arn'],
  plannedId: ({ properties }, context) => nameOf(properties, context),
  create: async ({ properties }, context) => {
    const logGroupName = nameOf(properties, context);
    const kmsKeyId = findText(properties, 'KmsKeyId');
    const logGroupClass = findText(properties, 'LogGroupClass');
    const tags = toTagMap(listTags(properties));
    await context.call('logs', 'CreateLogGroup', {
      logGroupName,
      ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      ...(logGroupClass === undefined ? {} : { logGroupClass }),
      ...(Object.keys(tags).length === 0 ? {} : { tags }),
    });
    context.initiated(logGroupName);
    await putRetention(logGroupName, {}, properties, context);
    return toPhysical(logGroupName, context);
  },
  update: async ({ properties }, existing, context) => {
    await putRetention(existing.physicalId, existing.properties, properties, context);
    const resourceArn = toArn(existing.physicalId, context);
    await applyTagChanges(
      findTagChanges(existing.properties, properties),
      (tags) => context.call('logs', 'TagResource', { resourceArn, tags: toTagMap(tags) }),
      (tagKeys) => context.call('logs', 'UntagResource', { resourceArn, tagKeys }),
    );
    return toPhysical(existing.physicalId, context);
  },
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(call('logs', 'DeleteLogGroup', { logGroupName: physicalId }));
  },
};

function nameOf(properties: ValueRecord, context: ProviderContext): string {
  return findText(properties, 'LogGroupName') ?? createPhysicalName(context, 512);
}

async function putRetention(
  logGroupName: string,
  before: ValueRecord,
  after: ValueRecord,
  { call }: ProviderContext,
): Promise<void> {
  if (!isChanged(before, after, ['RetentionInDays'])) return;
  const { RetentionInDays: retentionInDays } = after;
  if (retentionInDays === undefined) await call('logs', 'DeleteRetentionPolicy', { logGroupName });
  else await call('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays });
}

function toArn(name: string, { region, accountId }: ProviderContext): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
}

/** The attribute ends in `:*`, which means the group's streams and is what policies want. */
function toPhysical(name: string, context: ProviderContext): Physical {
  return { physicalId: name, attributes: { Arn: `${toArn(name, context)}:*` } };
}
