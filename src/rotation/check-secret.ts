// What a secret must be before anything rotates it, or sets a schedule for it.
import { RotationError } from './errors.ts';
import type { SecretDescription } from './ports.ts';
import { AWSCURRENT, findHolder } from './staging.ts';

/** @throws RotationError InvalidConfiguration that says what was expected and what was found */
export function checkSecret(description: SecretDescription): void {
  checkInUse(description);
  const { name, rotationEnabled } = description;
  if (rotationEnabled) {
    throw invalid(
      `Secret ${name}: expected Secrets Manager's own rotation to be off, found it on; two must not rotate one secret: aws secretsmanager cancel-rotate-secret switches it off.`,
    );
  }
}

/** The same, whoever rotates it. */
export function checkInUse(description: SecretDescription): void {
  const { name, deletedAt } = description;
  if (deletedAt !== undefined) {
    throw invalid(
      `Secret ${name}: expected a secret in use, found it scheduled for deletion: aws secretsmanager restore-secret takes it back.`,
    );
  }
  // On an empty secret the claim itself would become AWSCURRENT.
  if (findHolder(description, AWSCURRENT) === undefined) {
    throw invalid(
      `Secret ${name}: expected a version with AWSCURRENT, found none: it is empty; put a first value into it.`,
    );
  }
}

function invalid(message: string): RotationError {
  return new RotationError('Rekey.InvalidConfiguration', message);
}
