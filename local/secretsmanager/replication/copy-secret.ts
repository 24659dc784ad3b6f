// One replica brought up to its primary: the versions with their labels and values, description, tags, policy and rotation settings. Values
// are decrypted in the one Region and encrypted in the other, with the rights of whoever asked for the replica.
// docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
import { isDeepStrictEqual } from 'node:util';
import type { CallContext, Environment } from '../../service.ts';
import type { ReplicaStatus, SecretDocument, VersionDocument } from '../secret-document.ts';
import type { SecretStore } from '../store.ts';
import type { SealedValue, ValueCipher } from '../value-cipher.ts';

export interface CopyParts {
  readonly environment: Environment;
  readonly secrets: SecretStore;
  readonly cipher: ValueCipher;
}

export interface Copied {
  readonly before: SecretDocument | undefined;
  readonly after: SecretDocument;
}

/** Only moto words it. */
export class NameTaken extends Error {}

/**
 * Undefined where the primary has changed meanwhile: once more, then.
 * @throws NameTaken where another secret has the name; ServiceError where a key may not be used
 */
export async function copySecret(
  parts: CopyParts,
  primary: SecretDocument,
  replica: ReplicaStatus,
  signal: AbortSignal,
): Promise<Copied | undefined> {
  const { secrets } = parts;
  const arn = toReplicaArn(primary, replica.region);
  const found = findReplica(secrets, primary, replica);
  const values = await sealMissing(parts, primary, { ...replica, arn }, found, signal);
  return secrets.transaction(() => {
    if (
      JSON.stringify(secrets.findByName(primary.region, primary.name)) !== JSON.stringify(primary)
    )
      return undefined;
    const before = findReplica(secrets, primary, replica);
    if (before?.arn !== found?.arn) return undefined;
    const copy = toReplica(primary, replica, before);
    const stale = secrets.findByName(replica.region, primary.name);
    if (stale !== undefined && before === undefined) secrets.remove(stale);
    if (before !== undefined && values.size === 0) {
      const unchanged = { ...copy, arn, sequence: before.sequence };
      if (isDeepStrictEqual(unchanged, before)) return { before, after: before };
    }
    const after =
      before === undefined
        ? secrets.add({ ...copy, arn })
        : { ...copy, arn, sequence: before.sequence };
    if (before !== undefined) secrets.put(after);
    for (const [id, value] of values) secrets.putValue(after, id, value);
    for (const { id } of before?.versions.all ?? []) {
      if (after.versions.find(id) === undefined) secrets.deleteValue(after, id);
    }
    return { before, after };
  });
}

function toReplicaArn({ arn, region }: SecretDocument, replicaRegion: string): string {
  return arn.replace(`:${region}:`, `:${replicaRegion}:`);
}

function findReplica(
  secrets: SecretStore,
  primary: SecretDocument,
  { region, overwrites }: ReplicaStatus,
): SecretDocument | undefined {
  const found = secrets.findByName(region, primary.name);
  if (found === undefined) return undefined;
  if (found.primaryRegion === primary.region && found.arn === toReplicaArn(primary, region))
    return found;
  if (overwrites === true) return undefined;
  throw new NameTaken(
    `Replication failed: Secret name ${primary.name} already exists in region ${region}.`,
  );
}

/** A version's value never changes, so only those that the replica lacks are encrypted. */
async function sealMissing(
  { environment, secrets, cipher }: CopyParts,
  primary: SecretDocument,
  replica: ReplicaStatus & { readonly arn: string },
  found: SecretDocument | undefined,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, SealedValue>> {
  const toContext = (region: string): CallContext => ({
    principal: replica.addedBy,
    accountId: environment.accountId,
    region,
    requestId: `Replication-${primary.arn}`,
    signal,
  });
  const sealed = new Map<string, SealedValue>();
  for (const { id } of primary.versions.all) {
    const value = secrets.findValue(primary, id);
    if (value === undefined || (found && secrets.findValue(found, id)) !== undefined) continue;
    const place = { secretArn: primary.arn, versionId: id };
    const clear = await cipher.open(toContext(primary.region), place, value);
    const target = { secretArn: replica.arn, versionId: id };
    sealed.set(id, await cipher.seal(toContext(replica.region), target, clear, replica.kmsKeyId));
  }
  return sealed;
}

function toReplica(
  primary: SecretDocument,
  { region, kmsKeyId }: ReplicaStatus,
  before: SecretDocument | undefined,
): Omit<SecretDocument, 'sequence'> {
  const {
    replicas: _replicas,
    accessedMs: _accessed,
    kmsKeyId: _key,
    sequence: _sequence,
    ...rest
  } = primary;
  const key = before === undefined ? kmsKeyId : before.kmsKeyId;
  return {
    ...rest,
    region,
    primaryRegion: primary.region,
    ...(key === undefined ? {} : { kmsKeyId: key }),
    ...(before?.accessedMs === undefined ? {} : { accessedMs: before.accessedMs }),
    versions: primary.versions.map(({ kmsKeyId: _k, accessedMs: _a, ...version }) => {
      const own: VersionDocument | undefined = before?.versions.find(version.id);
      const versionKey = own === undefined ? key : own.kmsKeyId;
      return {
        ...version,
        ...(versionKey === undefined ? {} : { kmsKeyId: versionKey }),
        ...(own?.accessedMs === undefined ? {} : { accessedMs: own.accessedMs }),
      };
    }),
  };
}
