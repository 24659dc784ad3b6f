// ReplicateSecretToRegions: replicas come behind the answer, which shows them InProgress.
import type {
  ReplicateSecretToRegionsRequest,
  ReplicateSecretToRegionsResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { secretId } from '../constraints.ts';
import type { Parts } from '../parts.ts';
import { toConditions, toSecretPermission } from '../permission.ts';
import {
  addReplicaRegions,
  addReplicas,
  toRegionConditions,
} from '../replication/replica-input.ts';
import { toReplicationStatus } from '../replication/replica-views.ts';

const constraints = { SecretId: secretId, AddReplicaRegions: addReplicaRegions };

export function createReplicateSecretToRegions(
  parts: Parts,
): Action<ReplicateSecretToRegionsRequest, ReplicateSecretToRegionsResponse> {
  const { secrets, environment } = parts;
  return {
    permissions: ({ SecretId = '', AddReplicaRegions, ForceOverwriteReplicaSecret }, context) => [
      toSecretPermission(parts, context, 'ReplicateSecretToRegions', SecretId, {
        ...toRegionConditions(AddReplicaRegions),
        ...toConditions({
          'secretsmanager:ForceOverwriteReplicaSecret': ForceOverwriteReplicaSecret,
        }),
      }),
    ],
    run: (input, { region, principal }) => {
      checkConstraints(constraints, input);
      return secrets.transaction(() => {
        const secret = secrets.loadPrimary(region, input.SecretId ?? '');
        const replicas = addReplicas(secret, {
          regions: input.AddReplicaRegions ?? [],
          overwrites: input.ForceOverwriteReplicaSecret === true,
          addedBy: principal,
        });
        const replicated = { ...secret, replicas, changedMs: environment.clock.now() };
        secrets.put(replicated);
        return { ARN: secret.arn, ReplicationStatus: toReplicationStatus(secrets, replicated) };
      });
    },
  };
}
