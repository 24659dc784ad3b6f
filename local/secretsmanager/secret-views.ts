// A secret as DescribeSecret and ListSecrets show it, and its versions as ListSecretVersionIds does. What is absent is left out.
import type {
  DescribeSecretResponse,
  SecretListEntry,
  SecretVersionsListEntry,
} from '@aws-sdk/client-secrets-manager';
import {
  AWSCURRENT,
  findPrimaryRegion,
  type RotationSettings,
  type SecretDocument,
  type VersionDocument,
  type Versions,
} from './secret-document.ts';

type CommonMembers = Pick<
  SecretListEntry,
  | 'ARN'
  | 'Name'
  | 'Description'
  | 'KmsKeyId'
  | 'LastChangedDate'
  | 'LastAccessedDate'
  | 'Tags'
  | 'CreatedDate'
  | 'RotationEnabled'
  | 'RotationLambdaARN'
  | 'RotationRules'
  | 'LastRotatedDate'
  | 'NextRotationDate'
  | 'PrimaryRegion'
>;

/** DeletedDate is when the recovery window ends [D: "the date the secret is scheduled for deletion"]. */
export function toDescription(secret: SecretDocument): DescribeSecretResponse {
  const stages = toStages(secret);
  return {
    ...toCommonMembers(secret),
    ...(secret.deletion === undefined ? {} : { DeletedDate: new Date(secret.deletion.dueMs) }),
    ...(stages === undefined ? {} : { VersionIdsToStages: stages }),
  };
}

/** DeletedDate is when the deletion was asked for [D: "the date and time the deletion of the secret occurred"]. */
export function toListEntry(secret: SecretDocument): SecretListEntry {
  const { deletion } = secret;
  const stages = toStages(secret);
  return {
    ...toCommonMembers(secret),
    ...(deletion === undefined ? {} : { DeletedDate: new Date(deletion.requestedMs) }),
    ...(stages === undefined ? {} : { SecretVersionsToStages: stages }),
  };
}

/** A version without labels has no VersionStages member [LS]. */
export function toVersionEntry(version: VersionDocument): SecretVersionsListEntry {
  return {
    VersionId: version.id,
    ...(version.stages.length === 0 ? {} : { VersionStages: [...version.stages] }),
    ...(version.accessedMs === undefined ? {} : { LastAccessedDate: new Date(version.accessedMs) }),
    CreatedDate: new Date(version.createdMs),
    KmsKeyIds: [version.kmsKeyId ?? 'DefaultEncryptionKey'],
  };
}

/** AWSCURRENT first [MV], then the newest. */
export function sortVersions(versions: Versions): readonly VersionDocument[] {
  const current = versions.findByStage(AWSCURRENT);
  const rest = versions.all.filter((version) => version !== current).reverse();
  return current === undefined ? rest : [current, ...rest];
}

function toCommonMembers(secret: SecretDocument): CommonMembers {
  const primaryRegion = findPrimaryRegion(secret);
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    ...(secret.kmsKeyId === undefined ? {} : { KmsKeyId: secret.kmsKeyId }),
    LastChangedDate: new Date(secret.changedMs),
    ...(secret.accessedMs === undefined ? {} : { LastAccessedDate: new Date(secret.accessedMs) }),
    ...(secret.tags === undefined ? {} : { Tags: [...secret.tags] }),
    CreatedDate: new Date(secret.createdMs),
    ...(secret.rotation === undefined ? {} : toRotationMembers(secret.rotation)),
    ...(primaryRegion === undefined ? {} : { PrimaryRegion: primaryRegion }),
  };
}

/** The dates are there while rotation is on; AutomaticallyAfterDays also where an expression was given [R terraform-provider-aws#31915]. */
function toRotationMembers({ isEnabled, lambdaArn, rules, ...rotation }: RotationSettings) {
  const { everyDays, lastRotatedMs, nextMs } = rotation;
  const days = everyDays === undefined ? {} : { AutomaticallyAfterDays: everyDays };
  return {
    RotationEnabled: isEnabled,
    RotationLambdaARN: lambdaArn,
    ...(rules === undefined ? {} : { RotationRules: { ...days, ...rules } }),
    ...(isEnabled && lastRotatedMs !== undefined
      ? { LastRotatedDate: new Date(lastRotatedMs) }
      : {}),
    ...(isEnabled && nextMs !== undefined ? { NextRotationDate: new Date(nextMs) } : {}),
  };
}

/** Labelled versions only; no member at all where there is none [LS]. */
function toStages({ versions }: SecretDocument): Record<string, string[]> | undefined {
  const labelled = versions.labelled;
  if (labelled.length === 0) return undefined;
  return Object.fromEntries(labelled.map(({ id, stages }) => [id, [...stages]]));
}
