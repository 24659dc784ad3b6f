// How a primary shows its replicas, and what is left of it without some of them.
import type { ReplicationStatusType } from '@aws-sdk/client-secrets-manager';
import type { SecretDocument } from '../secret-document.ts';
import type { SecretStore } from '../store.ts';

export function toReplicationStatus(
  secrets: SecretStore,
  { replicas = [], name }: SecretDocument,
): ReplicationStatusType[] {
  return replicas.map(({ region, kmsKeyId, status, statusMessage }) => {
    const accessedMs = secrets.findByName(region, name)?.accessedMs;
    return {
      Region: region,
      KmsKeyId: kmsKeyId ?? 'alias/aws/secretsmanager',
      Status: status,
      ...(statusMessage === undefined ? {} : { StatusMessage: statusMessage }),
      ...(status === 'InSync' && accessedMs !== undefined
        ? { LastAccessedDate: new Date(accessedMs) }
        : {}),
    };
  });
}

export function withoutReplicas(
  { replicas = [], ...secret }: SecretDocument,
  regions: readonly string[],
): SecretDocument {
  const kept = replicas.filter(({ region }) => !regions.includes(region));
  return kept.length === 0 ? secret : { ...secret, replicas: kept };
}
