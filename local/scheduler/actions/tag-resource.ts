// Tags of the same key are replaced.
import type { TagResourceCommandInput } from '@aws-sdk/client-scheduler';
import type { Action } from '../../service.ts';
import type { Scheduler } from '../scheduler.ts';
import { loadGroupByArn, needsOnGroup, toTags } from '../tags.ts';

export function createTagResource({ store }: Scheduler): Action<TagResourceCommandInput, object> {
  return {
    permissions: needsOnGroup('TagResource'),
    run: ({ ResourceArn, Tags }, { region }) => {
      const group = loadGroupByArn(store, region, ResourceArn);
      const tags = { ...group.tags, ...toTags(Tags) };
      store.groups.put(`${region}/${group.name}`, { ...group, tags });
      return {};
    },
  };
}
