// ListResourceTags: a key's tags, in pages.
import type { ListResourceTagsRequest, ListResourceTagsResponse } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId, marker } from '../constraints.ts';
import { loadKeyById } from '../key-state.ts';
import { loadPage } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

const LIMIT_DEFAULT = 50;

export function createListResourceTags(
  parts: Parts,
): Action<ListResourceTagsRequest, ListResourceTagsResponse> {
  return {
    permissions: ({ KeyId }, context) => [
      toKeyPermission(parts, context, 'ListResourceTags', KeyId),
    ],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId, Limit: { range: [1, 50] }, Marker: marker }, input);
      const { tags } = loadKeyById(parts, context, input.KeyId ?? '');
      const { items, ...page } = loadPage(
        input.Marker,
        input.Limit ?? LIMIT_DEFAULT,
        (after, count) => {
          const start = tags.findIndex(({ TagKey }) => TagKey === after) + 1;
          return tags.slice(start, start + count);
        },
        ({ TagKey }) => TagKey,
      );
      return { Tags: [...items], ...page };
    },
  };
}
