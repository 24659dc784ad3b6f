// ListAliases: all aliases of the region, or those of one key, in pages.
import type { ListAliasesRequest, ListAliasesResponse } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId, limit, marker } from '../constraints.ts';
import { loadKeyById } from '../key-state.ts';
import { loadPage } from '../pages.ts';
import type { Parts } from '../parts.ts';

const LIMIT_DEFAULT = 50;

export function createListAliases(parts: Parts): Action<ListAliasesRequest, ListAliasesResponse> {
  const { keys } = parts;
  return {
    permissions: () => [{ action: 'kms:ListAliases', resource: '*' }],
    run: (input, context) => {
      const { region } = context;
      checkConstraints({ KeyId: keyId, Limit: limit, Marker: marker }, input);
      const target =
        input.KeyId === undefined ? undefined : loadKeyById(parts, context, input.KeyId).id;
      const { items, ...page } = loadPage(
        input.Marker,
        input.Limit ?? LIMIT_DEFAULT,
        (after, count) =>
          target === undefined
            ? keys.listAliases(region, after, count)
            : keys
                .listAliases(region, after, -1)
                .filter(({ targetKeyId }) => targetKeyId === target)
                .slice(0, count),
        ({ name }) => name,
      );
      return {
        Aliases: items.map(({ name, targetKeyId, createdMs, updatedMs }) => ({
          AliasName: name,
          AliasArn: keys.toAliasArn(region, name),
          TargetKeyId: targetKeyId,
          CreationDate: new Date(createdMs),
          LastUpdatedDate: new Date(updatedMs),
        })),
        ...page,
      };
    },
  };
}
