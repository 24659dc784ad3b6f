// UntagResource, for state machines and activities. A key that is not there is no error.
import type { UntagResourceInput, UntagResourceOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { ofTagKeys } from '../../tag-conditions.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';
import { loadTagged } from '../tagged.ts';
import { removeTags } from '../tags.ts';

export function createUntagResource(parts: Parts): Action<UntagResourceInput, UntagResourceOutput> {
  return {
    permissions: ({ resourceArn, tagKeys }, context) =>
      permitOnTagged(parts, 'UntagResource', resourceArn, context, ofTagKeys(tagKeys)),
    run: ({ resourceArn = '', tagKeys = [] }, context) => {
      const tagged = loadTagged(parts, resourceArn, context);
      tagged.put(removeTags(tagged.tags, tagKeys));
      return {};
    },
  };
}
