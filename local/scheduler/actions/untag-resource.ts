// Keys that the group does not have are passed over.
import type { UntagResourceCommandInput } from '@aws-sdk/client-scheduler';
import type { Action } from '../../service.ts';
import type { Scheduler } from '../scheduler.ts';
import { loadGroupByArn, needsOnGroup } from '../tags.ts';

export function createUntagResource({
  store,
}: Scheduler): Action<UntagResourceCommandInput, object> {
  return {
    permissions: needsOnGroup('UntagResource'),
    run: ({ ResourceArn, TagKeys = [] }, { region }) => {
      const group = loadGroupByArn(store, region, ResourceArn);
      const kept = Object.entries(group.tags).filter(([key]) => !TagKeys.includes(key));
      store.groups.put(`${region}/${group.name}`, { ...group, tags: Object.fromEntries(kept) });
      return {};
    },
  };
}
