// DeleteAlias: the name goes, the key stays.
import type { DeleteAliasRequest } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { checkAliasName } from '../alias-name.ts';
import { aliasName } from '../constraints.ts';
import { aliasNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toAliasPermission, toKeyPermission } from '../permission.ts';

export function createDeleteAlias(parts: Parts): Action<DeleteAliasRequest, object> {
  const { keys } = parts;
  return {
    permissions: ({ AliasName = '' }, context) => [
      toAliasPermission(parts, context, 'DeleteAlias', AliasName),
      ...(keys.findAlias(context.region, AliasName) === undefined
        ? []
        : [toKeyPermission(parts, context, 'DeleteAlias', AliasName)]),
    ],
    run: (input, { region }) => {
      checkConstraints({ AliasName: aliasName }, input);
      const { AliasName: name = '' } = input;
      checkAliasName(name);
      if (keys.findAlias(region, name) === undefined) {
        throw aliasNotFound(keys.toAliasArn(region, name));
      }
      keys.deleteAlias(region, name);
      return {};
    },
  };
}
