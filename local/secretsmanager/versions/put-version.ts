// A new version of a secret, as CreateSecret, PutSecretValue and UpdateSecret make it: once for each ClientRequestToken. A version that a
// rotation has registered under AWSPENDING has no value yet, and takes one.
import { timingSafeEqual } from 'node:crypto';
import type { CallContext, Environment } from '../../service.ts';
import { othersCatchUp } from '../../side-by-side.ts';
import { tokenInUse } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { SecretDocument, VersionDocument, Versions } from '../secret-document.ts';
import type { SealedValue, SecretValue } from '../value-cipher.ts';
import { applyPut } from './labels.ts';
import { applyQuota } from './version-quota.ts';

export interface NewVersion {
  /** The ClientRequestToken, which becomes the VersionId. */
  readonly token: string;
  readonly value: SecretValue;
  readonly stages?: readonly string[] | undefined;
}

/**
 * Stores the version, and tells of labels that moved. The same token with the same value again changes nothing.
 * @param load the secret as it is now; called again after each wait, for others may have changed it
 * @returns the secret with the version in it
 * @throws ServiceError ResourceExistsException where the token has another value
 */
export async function putVersion(
  parts: Parts,
  context: CallContext,
  load: () => SecretDocument,
  version: NewVersion,
): Promise<SecretDocument> {
  const hasValue = (secret: SecretDocument): boolean =>
    secret.versions.find(version.token) !== undefined &&
    parts.secrets.findValue(secret, version.token) !== undefined;
  for (;;) {
    const secret = load();
    if (hasValue(secret)) {
      await checkSameValue(parts, context, secret, version);
      return secret;
    }
    await othersCatchUp;
    const place = { secretArn: secret.arn, versionId: version.token };
    const sealed = await parts.cipher.seal(context, place, version.value, secret.kmsKeyId);
    const stored = parts.secrets.transaction(() => {
      const before = load();
      // Made again under the same name, or given another key or this very value, while we encrypted: once more.
      if (before.arn !== secret.arn || before.kmsKeyId !== secret.kmsKeyId) return undefined;
      if (before !== secret && hasValue(before)) return undefined;
      const after = storeVersion(parts, before, version, sealed);
      return { before, after, rotation: parts.rotations.applyPut(before, after) };
    });
    if (stored !== undefined) {
      await announce(parts, stored.before, stored.after);
      await stored.rotation.announce();
      return stored.after;
    }
  }
}

/**
 * Refuses what putVersion would refuse, for whoever has something else to do before it.
 * @throws ServiceError ResourceExistsException, LimitExceededException
 */
export async function checkPut(
  parts: Parts,
  context: CallContext,
  secret: SecretDocument,
  version: NewVersion,
): Promise<void> {
  if (parts.secrets.findValue(secret, version.token) !== undefined) {
    await checkSameValue(parts, context, secret, version);
  } else {
    toVersions(parts.environment, secret, version);
  }
}

async function announce(
  parts: Parts,
  before: SecretDocument,
  after: SecretDocument,
): Promise<void> {
  await parts.labelEvents.announce(before, after);
  const dropped = listDropped(before.versions, after.versions);
  if (dropped.length === 0) return;
  const toEvent = ({ id }: VersionDocument) =>
    ({ name: 'SecretVersionDeletion', data: { SecretVersion: id } }) as const;
  await parts.serviceEvents.announce(after, ...dropped.map(toEvent));
}

/** @throws ServiceError ResourceExistsException */
export async function checkSameValue(
  { cipher, secrets }: Parts,
  context: CallContext,
  secret: SecretDocument,
  { token, value }: NewVersion,
): Promise<void> {
  const sealed = secrets.findValue(secret, token);
  if (sealed === undefined) throw tokenInUse(token, secret.arn);
  const place = { secretArn: secret.arn, versionId: token };
  const stored = await cipher.open(context, place, sealed);
  const isSame =
    stored.kind === value.kind &&
    stored.bytes.length === value.bytes.length &&
    timingSafeEqual(stored.bytes, value.bytes);
  if (!isSame) throw tokenInUse(token, secret.arn);
}

/** One write, inside the caller's transaction. */
export function storeVersion(
  { environment, secrets }: Parts,
  secret: SecretDocument,
  { token, stages }: NewVersion,
  sealed: SealedValue,
): SecretDocument {
  const versions = toVersions(environment, secret, { token, stages }, sealed.kmsKeyId);
  for (const { id } of listDropped(secret.versions, versions)) secrets.deleteValue(secret, id);
  const after = { ...secret, versions, changedMs: environment.clock.now() };
  secrets.putValue(secret, token, sealed);
  secrets.put(after);
  return after;
}

/** Versions that went for the quota: never where there are more than before, which is nearly always. */
function listDropped(before: Versions, after: Versions): readonly VersionDocument[] {
  if (after.length > before.length) return [];
  return before.all.filter(({ id }) => after.find(id) === undefined);
}

/** @throws ServiceError LimitExceededException */
function toVersions(
  environment: Environment,
  secret: SecretDocument,
  { token, stages }: Pick<NewVersion, 'token' | 'stages'>,
  kmsKeyId?: string,
): Versions {
  const registered = secret.versions.find(token);
  const added: VersionDocument = {
    ...(registered ?? { id: token, stages: [], createdMs: environment.clock.now() }),
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  };
  const others =
    registered === undefined
      ? secret.versions
      : secret.versions.filter((version) => version !== registered);
  return applyQuota(environment, applyPut(others, added, stages));
}
