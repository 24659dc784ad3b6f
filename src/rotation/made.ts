// The value that was stored under a token: it tells which credential is meant where they have no names at the target.
import type { ManagedSecret } from './managed-secret.ts';
import type { SecretValue } from './secret-value.ts';

/** Nothing where the run ended before the value was stored. */
export async function findMade(
  { ports, arn, signal }: ManagedSecret,
  token: string,
): Promise<{ readonly made?: SecretValue }> {
  const version = await ports.secrets.read({ arn, versionId: token }, signal);
  return version === undefined ? {} : { made: version.value };
}
