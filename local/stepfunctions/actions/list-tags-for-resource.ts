// ListTagsForResource, for state machines and activities.
import type { ListTagsForResourceInput, ListTagsForResourceOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';
import { loadTagged } from '../tagged.ts';
import { toTagList } from '../tags.ts';

export function createListTagsForResource(
  parts: Parts,
): Action<ListTagsForResourceInput, ListTagsForResourceOutput> {
  return {
    permissions: ({ resourceArn }, context) =>
      permitOnTagged(parts, 'ListTagsForResource', resourceArn, context),
    run: ({ resourceArn = '' }, context) => ({
      tags: toTagList(loadTagged(parts, resourceArn, context).tags),
    }),
  };
}
