// RemoveRegionsFromReplication: replicas in other Regions, refused by name until this endpoint does it.
import type { RemoveRegionsFromReplicationRequest } from '@aws-sdk/client-secrets-manager';
import type { Action } from '../../service.ts';
import { notSupported } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';

export function createRemoveRegionsFromReplication(
  parts: Parts,
): Action<RemoveRegionsFromReplicationRequest, never> {
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'RemoveRegionsFromReplication', SecretId),
    ],
    run: () => {
      throw notSupported('RemoveRegionsFromReplication');
    },
  };
}
