// RemoveRegionsFromReplication: the replicas there are deleted at once. A Region without one is no error.
import type {
  RemoveRegionsFromReplicationRequest,
  RemoveRegionsFromReplicationResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { secretId } from '../constraints.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';
import { removeReplicaRegions } from '../replication/replica-input.ts';
import { toReplicationStatus, withoutReplicas } from '../replication/replica-views.ts';

const constraints = { SecretId: secretId, RemoveReplicaRegions: removeReplicaRegions };

export function createRemoveRegionsFromReplication(
  parts: Parts,
): Action<RemoveRegionsFromReplicationRequest, RemoveRegionsFromReplicationResponse> {
  const { secrets, environment } = parts;
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'RemoveRegionsFromReplication', SecretId),
    ],
    run: (input, { region }) => {
      checkConstraints(constraints, input);
      return secrets.transaction(() => {
        const secret = secrets.loadPrimary(region, input.SecretId ?? '');
        const regions = input.RemoveReplicaRegions ?? [];
        for (const replica of secret.replicas ?? []) {
          if (!regions.includes(replica.region)) continue;
          const found = secrets.findByName(replica.region, secret.name);
          if (found?.primaryRegion === region) secrets.remove(found);
        }
        const changedMs = environment.clock.now();
        const changed = { ...withoutReplicas(secret, regions), changedMs };
        secrets.put(changed);
        return { ARN: secret.arn, ReplicationStatus: toReplicationStatus(secrets, changed) };
      });
    },
  };
}
