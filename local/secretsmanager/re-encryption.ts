// Another KMS key for a secret. docs.aws.amazon.com/secretsmanager/latest/userguide/manage_update-encryption-key.html
import type { CallContext } from '../service.ts';
import type { Parts } from './parts.ts';
import { AWSCURRENT, AWSPENDING, AWSPREVIOUS, type SecretDocument } from './secret-document.ts';
import type { SealedValue } from './value-cipher.ts';

const IN_USE = [AWSCURRENT, AWSPENDING, AWSPREVIOUS];

/**
 * All of the versions in use lie under the new key, or nothing has changed.
 * @param load the secret as it is now; called again after each wait
 */
export async function changeKey(
  parts: Parts,
  context: CallContext,
  load: () => SecretDocument,
  kmsKeyId: string | undefined,
): Promise<void> {
  const { secrets, cipher } = parts;
  for (;;) {
    const secret = load();
    if (secret.kmsKeyId === kmsKeyId) return;
    if (kmsKeyId !== undefined) await cipher.checkKeyAccess(context, secret.arn, kmsKeyId);
    const sealed = await reseal(parts, context, secret, kmsKeyId);
    const isDone = secrets.transaction(() => {
      const now = load();
      if (JSON.stringify(now) !== JSON.stringify(secret)) return false;
      const { kmsKeyId: _old, ...rest } = now;
      secrets.put({
        ...rest,
        ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
        versions: now.versions.map((version) => {
          if (!sealed.has(version.id)) return version;
          const { kmsKeyId: _oldKey, ...kept } = version;
          return kmsKeyId === undefined ? kept : { ...kept, kmsKeyId };
        }),
      });
      for (const [id, value] of sealed) secrets.putValue(now, id, value);
      return true;
    });
    if (isDone) return;
  }
}

async function reseal(
  { secrets, cipher }: Parts,
  context: CallContext,
  secret: SecretDocument,
  kmsKeyId: string | undefined,
): Promise<ReadonlyMap<string, SealedValue>> {
  const sealed = new Map<string, SealedValue>();
  for (const { id, stages } of secret.versions.all) {
    const old = secrets.findValue(secret, id);
    if (old === undefined || !stages.some((stage) => IN_USE.includes(stage))) continue;
    const place = { secretArn: secret.arn, versionId: id };
    const value = await cipher.open(context, place, old);
    sealed.set(id, await cipher.seal(context, place, value, kmsKeyId));
  }
  return sealed;
}
