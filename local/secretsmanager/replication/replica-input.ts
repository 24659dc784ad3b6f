// The Regions that a request names for replicas.
import type { ReplicaRegionType } from '@aws-sdk/client-secrets-manager';
import type { Constraint } from '../../constraints.ts';
import type { Conditions, Principal } from '../../service.ts';
import { kmsKeyId } from '../constraints.ts';
import { toCustomerKey } from '../customer-key.ts';
import { invalidParameter, invalidReplicaRegion } from '../errors.ts';
import type { ReplicaStatus, SecretDocument } from '../secret-document.ts';

const region: Constraint = { length: [1, 128], pattern: '([a-z]+-)+\\d+' };

const AT_LEAST_ONE = [1, Number.POSITIVE_INFINITY] as const;

export const addReplicaRegions: Constraint = {
  length: AT_LEAST_ONE,
  member: { members: { Region: region, KmsKeyId: kmsKeyId } },
};
export const removeReplicaRegions: Constraint = { length: AT_LEAST_ONE, member: region };

export interface ReplicaRequest {
  readonly regions: readonly ReplicaRegionType[];
  readonly overwrites: boolean;
  readonly addedBy: Principal;
}

/** `secretsmanager:AddReplicaRegions`. */
export function toRegionConditions(regions: readonly ReplicaRegionType[] | undefined): Conditions {
  const names = (regions ?? []).flatMap(({ Region }) => (Region === undefined ? [] : [Region]));
  return names.length === 0 ? {} : { 'secretsmanager:AddReplicaRegions': names };
}

/** One that is in sync stays as it is; one that failed is tried again. @throws ServiceError InvalidParameterException */
export function addReplicas(
  secret: Pick<SecretDocument, 'region' | 'replicas'>,
  { regions, overwrites, addedBy }: ReplicaRequest,
): readonly ReplicaStatus[] {
  const names = regions.map(({ Region = '' }) => Region);
  if (names.includes('') || names.includes(secret.region)) throw invalidReplicaRegion();
  if (new Set(names).size !== names.length) {
    throw invalidParameter("You can't specify the same Region more than once."); // not recorded
  }
  const kept = (secret.replicas ?? []).filter(
    (replica) => replica.status !== 'Failed' || !names.includes(replica.region),
  );
  const added = regions.filter(({ Region }) => !kept.some((replica) => replica.region === Region));
  return [
    ...kept,
    ...added.map(({ Region = '', KmsKeyId }): ReplicaStatus => {
      const key = toCustomerKey(KmsKeyId);
      return {
        region: Region,
        ...(key === undefined ? {} : { kmsKeyId: key }),
        status: 'InProgress',
        ...(overwrites ? { overwrites } : {}),
        addedBy,
      };
    }),
  ];
}
