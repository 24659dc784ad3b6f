// Keys that the resource does not have are passed over.
import type { UntagResourceCommandInput } from '@aws-sdk/client-eventbridge';
import type { Action } from '../../service.ts';
import { ofTagKeys } from '../../tag-conditions.ts';
import { withoutTags } from '../../tags.ts';
import type { Events } from '../events.ts';
import { needsOnTagged, writeTags } from '../tags.ts';

export function createUntagResource(events: Events): Action<UntagResourceCommandInput, object> {
  return {
    permissions: needsOnTagged(events, 'UntagResource', ({ TagKeys }) => ofTagKeys(TagKeys)),
    run: ({ ResourceARN, TagKeys }, { region }) => {
      writeTags(events.store, region, ResourceARN, (tags) => withoutTags(tags, TagKeys));
      return {};
    },
  };
}
