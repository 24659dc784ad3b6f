// StopReplicationToReplica: replicas in other Regions, refused by name until this endpoint does it.
import type { StopReplicationToReplicaRequest } from '@aws-sdk/client-secrets-manager';
import type { Action } from '../../service.ts';
import { notSupported } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';

export function createStopReplicationToReplica(
  parts: Parts,
): Action<StopReplicationToReplicaRequest, never> {
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'StopReplicationToReplica', SecretId),
    ],
    run: () => {
      throw notSupported('StopReplicationToReplica');
    },
  };
}
