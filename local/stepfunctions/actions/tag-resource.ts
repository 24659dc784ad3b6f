// TagResource, for state machines and activities.
import type { TagResourceInput, TagResourceOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';
import { loadTagged } from '../tagged.ts';
import { applyTags } from '../tags.ts';

export function createTagResource(parts: Parts): Action<TagResourceInput, TagResourceOutput> {
  return {
    permissions: ({ resourceArn, tags }, context) =>
      permitOnTagged(parts, 'TagResource', resourceArn, context, ofRequestTags(tags)),
    run: ({ resourceArn = '', tags = [] }, context) => {
      const tagged = loadTagged(parts, resourceArn, context);
      tagged.put(applyTags(tagged.tags, tags));
      return {};
    },
  };
}
