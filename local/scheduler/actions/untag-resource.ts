// Keys that the group does not have are passed over.
import type { UntagResourceCommandInput } from '@aws-sdk/client-scheduler';
import type { Action } from '../../service.ts';
import { ofTagKeys } from '../../tag-conditions.ts';
import { withoutTags } from '../../tags.ts';
import type { Scheduler } from '../scheduler.ts';
import { loadGroupByArn, needsOnTagged } from '../tags.ts';

export function createUntagResource(
  scheduler: Scheduler,
): Action<UntagResourceCommandInput, object> {
  const { store } = scheduler;
  return {
    permissions: needsOnTagged(scheduler, 'UntagResource', ({ TagKeys }) => ofTagKeys(TagKeys)),
    run: ({ ResourceArn, TagKeys }, { region }) => {
      const group = loadGroupByArn(store, region, ResourceArn);
      const tags = withoutTags(group.tags, TagKeys);
      store.groups.put(`${region}/${group.name}`, { ...group, tags });
      return {};
    },
  };
}
