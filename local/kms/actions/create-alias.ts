// CreateAlias: a name for a customer managed key; names that begin with alias/aws/ are AWS's own.
import type { CreateAliasRequest } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { checkAliasName, checkAliasTarget } from '../alias-name.ts';
import { aliasName, keyId } from '../constraints.ts';
import { aliasExists } from '../errors.ts';
import { loadCustomerKey } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toAliasPermission, toKeyPermission } from '../permission.ts';

export function createCreateAlias(parts: Parts): Action<CreateAliasRequest, object> {
  const { keys, environment } = parts;
  return {
    permissions: ({ AliasName = '', TargetKeyId }, context) => [
      toAliasPermission(parts, context, 'CreateAlias', AliasName),
      toKeyPermission(parts, context, 'CreateAlias', TargetKeyId),
    ],
    run: (input, context) => {
      checkConstraints({ AliasName: aliasName, TargetKeyId: keyId }, input);
      const { AliasName: name = '', TargetKeyId = '' } = input;
      const { region } = context;
      checkAliasName(name);
      checkAliasTarget(TargetKeyId);
      if (keys.findAlias(region, name) !== undefined) {
        throw aliasExists(keys.toAliasArn(region, name));
      }
      const { id } = loadCustomerKey(parts, context, TargetKeyId);
      const now = environment.clock.now();
      keys.putAlias(region, { name, targetKeyId: id, createdMs: now, updatedMs: now });
      return {};
    },
  };
}
