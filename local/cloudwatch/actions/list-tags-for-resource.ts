// The tags of an alarm.
import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
} from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import type { CloudWatch } from '../cloudwatch.ts';
import { loadTagged, permitOnResource } from '../tags.ts';

export function listTagsForResource(
  service: CloudWatch,
): Action<ListTagsForResourceInput, ListTagsForResourceOutput> {
  return {
    permissions: permitOnResource(service, 'cloudwatch:ListTagsForResource'),
    run: ({ ResourceARN }, { region }) => ({
      Tags: Object.entries(loadTagged(service, ResourceARN, region).tags).map(([Key, Value]) => ({
        Key,
        Value,
      })),
    }),
  };
}
