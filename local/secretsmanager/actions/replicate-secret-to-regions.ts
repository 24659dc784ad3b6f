// ReplicateSecretToRegions: replicas in other Regions, refused by name until this endpoint does it.
import type { ReplicateSecretToRegionsRequest } from '@aws-sdk/client-secrets-manager';
import type { Action } from '../../service.ts';
import { notSupported } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';

export function createReplicateSecretToRegions(
  parts: Parts,
): Action<ReplicateSecretToRegionsRequest, never> {
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'ReplicateSecretToRegions', SecretId),
    ],
    run: () => {
      throw notSupported('ReplicateSecretToRegions');
    },
  };
}
