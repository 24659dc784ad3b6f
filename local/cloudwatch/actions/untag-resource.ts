// Takes tags off an alarm.
import type { UntagResourceInput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import { ofTagKeys } from '../../tag-conditions.ts';
import { withoutTags } from '../../tags.ts';
import type { CloudWatch } from '../cloudwatch.ts';
import { loadTagged, permitOnResource } from '../tags.ts';

export function untagResource(
  service: CloudWatch,
): Action<UntagResourceInput, Record<string, never>> {
  return {
    permissions: permitOnResource(service, 'cloudwatch:UntagResource', ({ TagKeys }) =>
      ofTagKeys(TagKeys),
    ),
    run: ({ ResourceARN, TagKeys }, { region }) => {
      const alarm = loadTagged(service, ResourceARN, region);
      service.alarms.put(region, { ...alarm, tags: withoutTags(alarm.tags, TagKeys) });
      return {};
    },
  };
}
