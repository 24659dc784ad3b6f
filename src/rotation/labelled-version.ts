// A version that is where the rotation put or found it: read by VersionId and label together, and given up only after 10 s.
import { RotationError } from './errors.ts';
import type { ManagedSecret } from './managed-secret.ts';
import type { StoredVersion } from './ports.ts';
import { readSteady } from './steady.ts';

/** @returns undefined where the version has no value, or does not carry the label */
export async function findLabelled(
  { ports, arn, signal }: Pick<ManagedSecret, 'ports' | 'arn' | 'signal'>,
  versionId: string,
  label: string,
): Promise<StoredVersion | undefined> {
  return await readSteady(
    ports,
    signal,
    () => ports.secrets.read({ arn, versionId, label }, signal),
    (version) => version !== undefined,
  );
}

export function abandoned(secretName: string, label: string, versionId: string): RotationError {
  return new RotationError(
    'Rekey.RotationAbandoned',
    `Secret ${secretName}: expected ${label} on version ${versionId}, and for 10 s it was not there. ` +
      'Somebody changed the secret while it was rotated, or cancelled the rotation.',
  );
}
