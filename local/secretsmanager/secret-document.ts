// A secret as the store keeps it, without its values.

import type { Principal } from '../service.ts';
import { VersionList } from './versions/version-list.ts';

export const AWSCURRENT = 'AWSCURRENT';
export const AWSPENDING = 'AWSPENDING';
export const AWSPREVIOUS = 'AWSPREVIOUS';

export interface VersionDocument {
  readonly id: string;
  readonly stages: readonly string[];
  readonly createdMs: number;
  /** Start of the UTC day of the last read. */
  readonly accessedMs?: number;
  /** The customer key that it was encrypted under; absent for the default key. */
  readonly kmsKeyId?: string;
}

export type Versions = VersionList<VersionDocument>;

export const NO_VERSIONS: Versions = VersionList.of<VersionDocument>([]);

export interface SecretDocument {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  /** Place in the order of creation. */
  readonly sequence: string;
  readonly createdMs: number;
  readonly changedMs: number;
  readonly accessedMs?: number;
  readonly description?: string;
  readonly kmsKeyId?: string;
  /** Absent where it was never tagged; empty where the last tag was taken away. */
  readonly tags?: readonly Tag[];
  /** JSON text. */
  readonly policy?: string;
  readonly deletion?: { readonly requestedMs: number; readonly dueMs: number };
  /** Rotation by Secrets Manager itself; absent where it was never configured. */
  readonly rotation?: RotationSettings;
  /** Of a replica: where its primary is. */
  readonly primaryRegion?: string;
  /** Of a primary. */
  readonly replicas?: readonly ReplicaStatus[];
  /** In the order of their making. */
  readonly versions: Versions;
}

export interface ReplicaStatus {
  readonly region: string;
  readonly kmsKeyId?: string;
  readonly status: 'InProgress' | 'InSync' | 'Failed';
  readonly statusMessage?: string;
  /** A secret of that name in the region is replaced. */
  readonly overwrites?: true;
  /** Who asked for it: values are encrypted there with the rights of this principal. */
  readonly addedBy: Principal;
}

export interface RotationSettings {
  readonly isEnabled: boolean;
  readonly lambdaArn: string;
  /** As they were given; absent where rotation only comes when it is asked for. */
  readonly rules?: RotationRules;
  /** When the rules were set. */
  readonly setMs: number;
  /** What the schedule comes to, in days; counted anew after each rotation. */
  readonly everyDays?: number;
  readonly lastRotatedMs?: number;
  /** The end of the next window, or of one that passed without a rotation. */
  readonly nextMs?: number;
}

export interface RotationRules {
  readonly AutomaticallyAfterDays?: number;
  readonly Duration?: string;
  readonly ScheduleExpression?: string;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Where the primary of a replicated secret is; undefined for one that is not replicated. */
export function findPrimaryRegion({ primaryRegion, replicas, region }: SecretDocument) {
  return primaryRegion ?? (replicas === undefined ? undefined : region);
}

export function isReplica({ primaryRegion }: SecretDocument): boolean {
  return primaryRegion !== undefined;
}
