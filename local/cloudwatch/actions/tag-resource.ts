// Adds tags to an alarm.
import type { TagResourceInput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { toTags } from '../../tags.ts';
import type { CloudWatch } from '../cloudwatch.ts';
import { createCloudWatchError } from '../errors.ts';
import { loadTagged, permitOnResource } from '../tags.ts';

const TAGS_MAX = 50;

export function tagResource(service: CloudWatch): Action<TagResourceInput, Record<string, never>> {
  return {
    permissions: permitOnResource(service, 'cloudwatch:TagResource', ({ Tags }) =>
      ofRequestTags(Tags),
    ),
    run: ({ ResourceARN, Tags }, { region }) => {
      const alarm = loadTagged(service, ResourceARN, region);
      const tags = { ...alarm.tags, ...toTags(Tags) };
      if (Object.keys(tags).length > TAGS_MAX) {
        const message = `A resource cannot have more than ${String(TAGS_MAX)} tags.`;
        throw createCloudWatchError('ValidationException', message);
      }
      service.alarms.put(region, { ...alarm, tags });
      return {};
    },
  };
}
