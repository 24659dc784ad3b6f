// UntagResource: takes tags away by key; keys that are not there are passed over.
import type { UntagResourceRequest } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId } from '../constraints.ts';
import { loadCustomerKey } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

export function createUntagResource(parts: Parts): Action<UntagResourceRequest, object> {
  return {
    permissions: ({ KeyId, TagKeys }, context) => [
      toKeyPermission(parts, context, 'UntagResource', KeyId, {
        conditions: { 'aws:TagKeys': TagKeys ?? [] },
      }),
    ],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId, TagKeys: { member: { length: [1, 128] } } }, input);
      const key = loadCustomerKey(parts, context, input.KeyId ?? '');
      const gone = new Set(input.TagKeys);
      parts.keys.put({ ...key, tags: key.tags.filter(({ TagKey }) => !gone.has(TagKey)) });
      return {};
    },
  };
}
