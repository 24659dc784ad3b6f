// AWS Secrets Manager: secrets, versions, staging labels, each value encrypted under the endpoint's KMS.
import type { Environment, Service } from '../service.ts';
import { createBatchGetSecretValue } from './actions/batch-get-secret-value.ts';
import { createCancelRotateSecret } from './actions/cancel-rotate-secret.ts';
import { createCreateSecret } from './actions/create-secret.ts';
import { createDeleteResourcePolicy } from './actions/delete-resource-policy.ts';
import { createDeleteSecret } from './actions/delete-secret.ts';
import { createDescribeSecret } from './actions/describe-secret.ts';
import { createGetRandomPassword } from './actions/get-random-password.ts';
import { createGetResourcePolicy } from './actions/get-resource-policy.ts';
import { createGetSecretValue } from './actions/get-secret-value.ts';
import { createListSecretVersionIds } from './actions/list-secret-version-ids.ts';
import { createListSecrets } from './actions/list-secrets.ts';
import { createPutResourcePolicy } from './actions/put-resource-policy.ts';
import { createPutSecretValue } from './actions/put-secret-value.ts';
import { createRemoveRegionsFromReplication } from './actions/remove-regions-from-replication.ts';
import { createReplicateSecretToRegions } from './actions/replicate-secret-to-regions.ts';
import { createRestoreSecret } from './actions/restore-secret.ts';
import { createRotateSecret } from './actions/rotate-secret.ts';
import { createStopReplicationToReplica } from './actions/stop-replication-to-replica.ts';
import { createTagResource } from './actions/tag-resource.ts';
import { createUntagResource } from './actions/untag-resource.ts';
import { createUpdateSecret } from './actions/update-secret.ts';
import { createUpdateSecretVersionStage } from './actions/update-secret-version-stage.ts';
import { createValidateResourcePolicy } from './actions/validate-resource-policy.ts';
import { createSecretDeletions } from './deletions.ts';
import { createEventBus } from './events/event-bus.ts';
import { createLabelEvents } from './events/label-events.ts';
import { createServiceEvents } from './events/service-events.ts';
import type { Parts } from './parts.ts';
import { createReplications } from './replication/replications.ts';
import { createRotationFunction } from './rotation/rotation-function.ts';
import { createRotations } from './rotation/rotations.ts';
import { createSecretStore } from './store.ts';
import { createValueCipher } from './value-cipher.ts';

export function createSecretsManager(environment: Environment): Service {
  const secrets = createSecretStore(environment);
  const bus = createEventBus(environment);
  const serviceEvents = createServiceEvents(environment, bus);
  const rotationFunction = createRotationFunction(environment);
  const deletions = createSecretDeletions(environment, secrets, serviceEvents);
  const rotations = createRotations(environment, secrets, serviceEvents, rotationFunction);
  const cipher = createValueCipher(environment);
  const labelEvents = createLabelEvents(bus);
  const replications = createReplications({
    ...{ environment, secrets, cipher, labelEvents, serviceEvents },
  });
  const parts: Parts = {
    ...{ environment, secrets, cipher, deletions, rotations, rotationFunction },
    ...{ labelEvents, serviceEvents },
  };
  return {
    wire: {
      signingName: 'secretsmanager',
      protocols: ['awsJson1_1'],
      targetPrefix: 'secretsmanager',
      schemas: () => import('@aws-sdk/client-secrets-manager'),
    },
    actions: {
      BatchGetSecretValue: createBatchGetSecretValue(parts),
      CancelRotateSecret: createCancelRotateSecret(parts),
      CreateSecret: createCreateSecret(parts),
      DeleteResourcePolicy: createDeleteResourcePolicy(parts),
      DeleteSecret: createDeleteSecret(parts),
      DescribeSecret: createDescribeSecret(parts),
      GetRandomPassword: createGetRandomPassword(parts),
      GetResourcePolicy: createGetResourcePolicy(parts),
      GetSecretValue: createGetSecretValue(parts),
      ListSecretVersionIds: createListSecretVersionIds(parts),
      ListSecrets: createListSecrets(parts),
      PutResourcePolicy: createPutResourcePolicy(parts),
      PutSecretValue: createPutSecretValue(parts),
      RemoveRegionsFromReplication: createRemoveRegionsFromReplication(parts),
      ReplicateSecretToRegions: createReplicateSecretToRegions(parts),
      RestoreSecret: createRestoreSecret(parts),
      RotateSecret: createRotateSecret(parts),
      StopReplicationToReplica: createStopReplicationToReplica(parts),
      TagResource: createTagResource(parts),
      UntagResource: createUntagResource(parts),
      UpdateSecret: createUpdateSecret(parts),
      UpdateSecretVersionStage: createUpdateSecretVersionStage(parts),
      ValidateResourcePolicy: createValidateResourcePolicy(parts),
    },
    start: () => {
      deletions.start();
      rotations.start();
      replications.start();
    },
    stop: async () => {
      await rotations.stop();
      await replications.stop();
      await deletions.stop();
    },
  };
}
