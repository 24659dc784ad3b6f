// ListKeyPolicies: a key has one policy, named default.
import type { ListKeyPoliciesRequest, ListKeyPoliciesResponse } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId, limit, marker } from '../constraints.ts';
import { loadKeyById } from '../key-state.ts';
import { loadPage } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

const LIMIT_DEFAULT = 100;

export function createListKeyPolicies(
  parts: Parts,
): Action<ListKeyPoliciesRequest, ListKeyPoliciesResponse> {
  return {
    permissions: ({ KeyId }, context) => [
      toKeyPermission(parts, context, 'ListKeyPolicies', KeyId),
    ],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId, Limit: limit, Marker: marker }, input);
      loadKeyById(parts, context, input.KeyId ?? '');
      const { items, ...page } = loadPage(
        input.Marker,
        input.Limit ?? LIMIT_DEFAULT,
        (after) => (after === '' ? ['default'] : []),
        (name) => name,
      );
      return { PolicyNames: [...items], ...page };
    },
  };
}
