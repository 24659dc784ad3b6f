// The tags of a group.
import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
} from '@aws-sdk/client-scheduler';
import type { Action } from '../../service.ts';
import type { Scheduler } from '../scheduler.ts';
import { loadGroupByArn, needsOnTagged } from '../tags.ts';

type Output = Pick<ListTagsForResourceCommandOutput, 'Tags'>;

export function createListTagsForResource(
  scheduler: Scheduler,
): Action<ListTagsForResourceCommandInput, Output> {
  return {
    permissions: needsOnTagged(scheduler, 'ListTagsForResource'),
    run: ({ ResourceArn }, { region }) => {
      const { tags } = loadGroupByArn(scheduler.store, region, ResourceArn);
      return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}
