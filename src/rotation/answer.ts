// A person's answer to the machine's request: the value goes into Secrets Manager, as the version that the run waits for.
import { RotationError } from './errors.ts';
import { listOwned } from './owner-label.ts';
import type { Ports, SecretDescription } from './ports.ts';
import { putOwned } from './reservation.ts';
import type { SecretValue } from './secret-value.ts';
import { AWSPENDING, listLabels } from './staging.ts';
import type { PersonRequest } from './state.ts';

/** The run that holds the secret's claim. @throws RotationError InvalidConfiguration where none does */
export function findClaimant(description: SecretDescription): string {
  const owned = listOwned(description).find(({ versionId }) =>
    listLabels(description, versionId).includes(AWSPENDING),
  );
  if (owned !== undefined) return owned.owner.executionArn;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `Secret ${description.name}: expected a rotation that waits for a person, found none at work. rekey rotate starts one.`,
  );
}

/** @param value the whole secret, with the new credential in it */
export async function storeAnswer(
  ports: Pick<Ports, 'secrets'>,
  { secretArn: arn, versionId: token, label }: PersonRequest,
  value: SecretValue,
  signal: AbortSignal,
): Promise<'stored' | 'exists'> {
  return await putOwned(ports, { arn, token, label, value }, signal);
}
