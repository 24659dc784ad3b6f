// UpdateAlias: the name leads to another key from now on.
import type { UpdateAliasRequest } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { checkAliasName, checkAliasTarget } from '../alias-name.ts';
import { aliasName, keyId } from '../constraints.ts';
import { aliasNotFound } from '../errors.ts';
import { loadCustomerKey } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toAliasPermission, toKeyPermission } from '../permission.ts';

export function createUpdateAlias(parts: Parts): Action<UpdateAliasRequest, object> {
  const { keys, environment } = parts;
  return {
    permissions: ({ AliasName = '', TargetKeyId }, context) => [
      toAliasPermission(parts, context, 'UpdateAlias', AliasName),
      toKeyPermission(parts, context, 'UpdateAlias', TargetKeyId),
      ...(keys.findAlias(context.region, AliasName) === undefined
        ? []
        : [toKeyPermission(parts, context, 'UpdateAlias', AliasName)]),
    ],
    run: (input, context) => {
      checkConstraints({ AliasName: aliasName, TargetKeyId: keyId }, input);
      const { AliasName: name = '', TargetKeyId = '' } = input;
      const { region } = context;
      checkAliasName(name);
      checkAliasTarget(TargetKeyId);
      const alias = keys.findAlias(region, name);
      if (alias === undefined) throw aliasNotFound(keys.toAliasArn(region, name));
      const { id } = loadCustomerKey(parts, context, TargetKeyId);
      keys.putAlias(region, { ...alias, targetKeyId: id, updatedMs: environment.clock.now() });
      return {};
    },
  };
}
