// ListTagsForResource, for state machines.
import type { ListTagsForResourceInput, ListTagsForResourceOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import type { Parts } from '../parts.ts';
import { permitOnMachine } from '../permission.ts';
import { loadTagged } from '../tagged.ts';
import { toTagList } from '../tags.ts';

export function createListTagsForResource(
  parts: Parts,
): Action<ListTagsForResourceInput, ListTagsForResourceOutput> {
  return {
    permissions: ({ resourceArn }, context) =>
      permitOnMachine(parts, 'ListTagsForResource', resourceArn, context),
    run: ({ resourceArn = '' }, context) => ({
      tags: toTagList(loadTagged(parts, resourceArn, context).tags),
    }),
  };
}
