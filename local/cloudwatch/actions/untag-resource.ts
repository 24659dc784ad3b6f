// Takes tags off an alarm.
import type { UntagResourceInput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import type { CloudWatch } from '../cloudwatch.ts';
import { loadTagged, permitOnResource } from '../tags.ts';

export function untagResource(
  service: CloudWatch,
): Action<UntagResourceInput, Record<string, never>> {
  return {
    permissions: permitOnResource(service, 'cloudwatch:UntagResource'),
    run: ({ ResourceARN, TagKeys = [] }, { region }) => {
      const alarm = loadTagged(service, ResourceARN, region);
      const left = Object.entries(alarm.tags).filter(([key]) => !TagKeys.includes(key));
      service.alarms.put(region, { ...alarm, tags: Object.fromEntries(left) });
      return {};
    },
  };
}
