// Tags of the same key are replaced.
import type { TagResourceCommandInput } from '@aws-sdk/client-eventbridge';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { toTags } from '../../tags.ts';
import type { Events } from '../events.ts';
import { needsOnTagged, writeTags } from '../tags.ts';

export function createTagResource(events: Events): Action<TagResourceCommandInput, object> {
  return {
    permissions: needsOnTagged(events, 'TagResource', ({ Tags }) => ofRequestTags(Tags)),
    run: ({ ResourceARN, Tags }, { region }) => {
      writeTags(events.store, region, ResourceARN, (tags) => ({ ...tags, ...toTags(Tags) }));
      return {};
    },
  };
}
