// A new version of a secret, as CreateSecret, PutSecretValue and UpdateSecret make it: once for each ClientRequestToken.
import { timingSafeEqual } from 'node:crypto';
import type { CallContext } from '../service.ts';
import { limitExceeded, tokenInUse } from './errors.ts';
import { applyPut, countLabels } from './labels.ts';
import type { Parts } from './parts.ts';
import { findVersion, type SecretDocument, type VersionDocument } from './secret-document.ts';
import type { SealedValue, SecretValue } from './value-cipher.ts';

export interface NewVersion {
  /** The ClientRequestToken, which becomes the VersionId. */
  readonly token: string;
  readonly value: SecretValue;
  readonly stages?: readonly string[] | undefined;
}

const DAY_MS = 86_400_000;

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
  for (;;) {
    const secret = load();
    if (findVersion(secret, version.token) !== undefined) {
      await checkSameValue(parts, context, secret, version);
      return secret;
    }
    const place = { secretArn: secret.arn, versionId: version.token };
    const sealed = await parts.cipher.seal(context, place, version.value, secret.kmsKeyId);
    const stored = parts.secrets.transaction(() => {
      const before = load();
      // Made again under the same name, or given another key or this very version, while we encrypted: once more.
      if (before.arn !== secret.arn || before.kmsKeyId !== secret.kmsKeyId) return undefined;
      if (findVersion(before, version.token) !== undefined) return undefined;
      return { before, after: storeVersion(parts, before, version, sealed) };
    });
    if (stored !== undefined) {
      await parts.events.announce(stored.before, stored.after);
      return stored.after;
    }
  }
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
  const { clock, limits } = environment;
  const now = clock.now();
  const added: VersionDocument = {
    id: token,
    stages: [],
    createdMs: now,
    ...(sealed.kmsKeyId === undefined ? {} : { kmsKeyId: sealed.kmsKeyId }),
  };
  const labelled = applyPut(secret.versions, added, stages);
  if (countLabels(labelled) > limits.stagingLabelsMax) {
    throw limitExceeded('staging labels', limits.stagingLabelsMax);
  }
  const versions = dropDeprecated(labelled, limits.secretVersionsMax, now);
  if (versions.length > limits.secretVersionsMax) {
    throw limitExceeded('versions', limits.secretVersionsMax);
  }
  const kept = new Set(versions.map(({ id }) => id));
  for (const { id } of secret.versions) if (!kept.has(id)) secrets.deleteValue(secret, id);
  const after = { ...secret, versions, changedMs: now };
  secrets.putValue(secret, token, sealed);
  secrets.put(after);
  return after;
}

/** Beyond the quota the oldest versions without labels go, but none that is younger than a day. */
function dropDeprecated(
  versions: readonly VersionDocument[],
  versionsMax: number,
  now: number,
): readonly VersionDocument[] {
  let excess = versions.length - versionsMax;
  return versions.filter(({ stages, createdMs }) => {
    if (excess <= 0 || stages.length > 0 || createdMs > now - DAY_MS) return true;
    excess -= 1;
    return false;
  });
}
