// AWS::Events::EventBus (Template Reference).
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { loadText, pick } from '../engine/properties.ts';
import type { ResourceProvider } from '../engine/provider.ts';
import { tagList } from '../engine/shape.ts';
import { applyTagChanges, findTagChanges, listTags } from '../engine/tags.ts';

export const eventsEventBus: ResourceProvider = {
  type: 'AWS::Events::EventBus',
  shape: {
    members: { Description: 'string', Name: 'string', Tags: tagList },
    required: ['Name'],
  },
  replacedBy: ['Description', 'Name'],
  nameProperty: 'Name',
  attributes: ['Arn', 'Name'],
  plannedId: ({ properties }) => loadText(properties, 'Name'),
  create: async ({ properties }, { call }) => {
    const Name = loadText(properties, 'Name');
    const Tags = listTags(properties);
    const { EventBusArn = '' } = await call<{ EventBusArn?: string }>('events', 'CreateEventBus', {
      ...pick(properties, ['Description']),
      Name,
      ...(Tags.length === 0 ? {} : { Tags }),
    });
    return { physicalId: Name, attributes: { Arn: EventBusArn, Name } };
  },
  update: async ({ properties }, { physicalId, attributes, properties: before }, { call }) => {
    const ResourceARN = attributes['Arn'];
    await applyTagChanges(
      findTagChanges(before, properties),
      (Tags) => call('events', 'TagResource', { ResourceARN, Tags }),
      (TagKeys) => call('events', 'UntagResource', { ResourceARN, TagKeys }),
    );
    return { physicalId, attributes };
  },
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(call('events', 'DeleteEventBus', { Name: physicalId }));
  },
};
