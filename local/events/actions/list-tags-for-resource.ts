// The tags of a rule or a bus.
import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
} from '@aws-sdk/client-eventbridge';
import type { Action } from '../../service.ts';
import type { Events } from '../events.ts';
import { needsOnTagged, readTags } from '../tags.ts';

type Output = Pick<ListTagsForResourceCommandOutput, 'Tags'>;

export function createListTagsForResource(
  events: Events,
): Action<ListTagsForResourceCommandInput, Output> {
  return {
    permissions: needsOnTagged(events, 'ListTagsForResource'),
    run: ({ ResourceARN }, { region }) => ({
      Tags: Object.entries(readTags(events.store, region, ResourceARN)).map(([Key, Value]) => ({
        Key,
        Value,
      })),
    }),
  };
}
