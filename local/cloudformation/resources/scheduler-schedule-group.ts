// AWS::Scheduler::ScheduleGroup (Template Reference). With the group go its schedules.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { findText } from '../engine/properties.ts';
import type { ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { tagList } from '../engine/shape.ts';
import { applyTagChanges, findTagChanges, listTags } from '../engine/tags.ts';
import type { ValueRecord } from '../template/value.ts';

export const schedulerScheduleGroup: ResourceProvider = {
  type: 'AWS::Scheduler::ScheduleGroup',
  shape: { members: { Name: 'string', Tags: tagList } },
  replacedBy: ['Name'],
  nameProperty: 'Name',
  attributes: ['Arn', 'State'],
  plannedId: ({ properties }, context) => nameOf(properties, context),
  create: async ({ properties }, context) => {
    const Name = nameOf(properties, context);
    const { ScheduleGroupArn = '' } = await context.call<{ ScheduleGroupArn?: string }>(
      'scheduler',
      'CreateScheduleGroup',
      { Name, Tags: listTags(properties) },
    );
    return { physicalId: Name, attributes: { Arn: ScheduleGroupArn, State: 'ACTIVE' } };
  },
  update: async ({ properties }, { physicalId, attributes, properties: before }, { call }) => {
    const ResourceArn = attributes['Arn'];
    await applyTagChanges(
      findTagChanges(before, properties),
      (Tags) => call('scheduler', 'TagResource', { ResourceArn, Tags }),
      (TagKeys) => call('scheduler', 'UntagResource', { ResourceArn, TagKeys }),
    );
    return { physicalId, attributes };
  },
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(call('scheduler', 'DeleteScheduleGroup', { Name: physicalId }));
  },
};

function nameOf(properties: ValueRecord, context: ProviderContext): string {
  return findText(properties, 'Name') ?? createPhysicalName(context, 64);
}
