// Tags of the same key are replaced.
import type { TagResourceCommandInput } from '@aws-sdk/client-eventbridge';
import type { Action } from '../../service.ts';
import type { Events } from '../events.ts';
import { needsOnTagged, toTags, writeTags } from '../tags.ts';

export function createTagResource({ store }: Events): Action<TagResourceCommandInput, object> {
  return {
    permissions: needsOnTagged('TagResource'),
    run: ({ ResourceARN, Tags }, { region }) => {
      writeTags(store, region, ResourceARN, (tags) => ({ ...tags, ...toTags(Tags) }));
      return {};
    },
  };
}
