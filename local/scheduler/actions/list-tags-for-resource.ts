// The tags of a group.
import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
} from '@aws-sdk/client-scheduler';
import type { Action } from '../../service.ts';
import type { Scheduler } from '../scheduler.ts';
import { loadGroupByArn, needsOnGroup } from '../tags.ts';

type Output = Pick<ListTagsForResourceCommandOutput, 'Tags'>;

export function createListTagsForResource({
  store,
}: Scheduler): Action<ListTagsForResourceCommandInput, Output> {
  return {
    permissions: needsOnGroup('ListTagsForResource'),
    run: ({ ResourceArn }, { region }) => {
      const { tags } = loadGroupByArn(store, region, ResourceArn);
      return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}
