// StopReplicationToReplica, called in the replica's Region: it becomes a secret of its own, which its primary knows no more. Rotation does not
// go with it: it stays with the primary.
import type {
  StopReplicationToReplicaRequest,
  StopReplicationToReplicaResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { secretId } from '../constraints.ts';
import { notAReplica } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';
import { withoutReplicas } from '../replication/replica-views.ts';

export function createStopReplicationToReplica(
  parts: Parts,
): Action<StopReplicationToReplicaRequest, StopReplicationToReplicaResponse> {
  const { secrets, environment } = parts;
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'StopReplicationToReplica', SecretId),
    ],
    run: (input, { region }) => {
      checkConstraints({ SecretId: secretId }, input);
      return secrets.transaction(() => {
        const replica = secrets.loadActive(region, input.SecretId ?? '');
        const { primaryRegion, rotation: _rotation, ...own } = replica;
        if (primaryRegion === undefined) throw notAReplica();
        secrets.put({ ...own, changedMs: environment.clock.now() });
        const primary = secrets.findByName(primaryRegion, replica.name);
        if (primary !== undefined) secrets.put(withoutReplicas(primary, [region]));
        return { ARN: replica.arn };
      });
    },
  };
}
