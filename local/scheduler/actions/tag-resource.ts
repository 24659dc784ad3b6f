// Tags of the same key are replaced.
import type { TagResourceCommandInput } from '@aws-sdk/client-scheduler';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { toTags } from '../../tags.ts';
import type { Scheduler } from '../scheduler.ts';
import { loadGroupByArn, needsOnTagged } from '../tags.ts';

export function createTagResource(scheduler: Scheduler): Action<TagResourceCommandInput, object> {
  const { store } = scheduler;
  return {
    permissions: needsOnTagged(scheduler, 'TagResource', ({ Tags }) => ofRequestTags(Tags)),
    run: ({ ResourceArn, Tags }, { region }) => {
      const group = loadGroupByArn(store, region, ResourceArn);
      const tags = { ...group.tags, ...toTags(Tags) };
      store.groups.put(`${region}/${group.name}`, { ...group, tags });
      return {};
    },
  };
}
