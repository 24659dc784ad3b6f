// ListKeys: ids and ARNs of all keys of the region, in pages.
import type { ListKeysRequest, ListKeysResponse } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { limit, marker } from '../constraints.ts';
import { loadPage } from '../pages.ts';
import type { Parts } from '../parts.ts';

const LIMIT_DEFAULT = 100;

export function createListKeys({ keys }: Parts): Action<ListKeysRequest, ListKeysResponse> {
  return {
    permissions: () => [{ action: 'kms:ListKeys', resource: '*' }],
    run: (input, { region }) => {
      checkConstraints({ Limit: limit, Marker: marker }, input);
      const { items, ...page } = loadPage(
        input.Marker,
        input.Limit ?? LIMIT_DEFAULT,
        (after, count) => keys.list(region, after, count),
        ({ id }) => id,
      );
      return { Keys: items.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), ...page };
    },
  };
}
