// Keys that the resource does not have are passed over.
import type { UntagResourceCommandInput } from '@aws-sdk/client-eventbridge';
import type { Action } from '../../service.ts';
import type { Events } from '../events.ts';
import { needsOnTagged, writeTags } from '../tags.ts';

export function createUntagResource({ store }: Events): Action<UntagResourceCommandInput, object> {
  return {
    permissions: needsOnTagged('UntagResource'),
    run: ({ ResourceARN, TagKeys = [] }, { region }) => {
      writeTags(store, region, ResourceARN, (tags) =>
        Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))),
      );
      return {};
    },
  };
}
