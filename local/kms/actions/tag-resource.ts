// TagResource: adds tags, or gives them other values.
import type { TagResourceRequest } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId, tags } from '../constraints.ts';
import { loadCustomerKey } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';
import { applyTags, toTagConditions } from '../tags.ts';

export function createTagResource(parts: Parts): Action<TagResourceRequest, object> {
  return {
    permissions: ({ KeyId, Tags }, context) => [
      toKeyPermission(parts, context, 'TagResource', KeyId, {
        conditions: toTagConditions(Tags ?? []),
      }),
    ],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId, Tags: tags }, input);
      const key = loadCustomerKey(parts, context, input.KeyId ?? '');
      parts.keys.put({ ...key, tags: applyTags(key.tags, input.Tags ?? []) });
      return {};
    },
  };
}
