// A secret as somebody named it on the command line; where there is none, with words that say where to look.
import { createSecretStore } from '../../src/aws/secret-store.ts';
import { isRotationError, RotationError } from '../../src/rotation/errors.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import type { Reading } from './reading.ts';

/** @throws RotationError InvalidConfiguration that says what to look at, where there is no such secret */
export async function describeSecret(
  { config, clock, signal }: Pick<Reading, 'config' | 'clock' | 'signal'>,
  secretId: string,
): Promise<SecretDescription> {
  try {
    return await createSecretStore(config, clock).describe(secretId, signal);
  } catch (error) {
    if (isGone(error)) throw toGone(error, secretId, config.region);
    throw isNoName(error) ? toNoName(error, secretId) : error;
  }
}

/** Whether Secrets Manager, or Scheduler, knows nothing of the name. */
export function isGone(error: unknown): error is RotationError {
  return isRotationError(error) && error.facts.awsError === 'ResourceNotFoundException';
}

function isNoName(error: unknown): error is RotationError {
  return isRotationError(error) && error.facts.awsError === 'ValidationException';
}

function toNoName(error: RotationError, secretId: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `No secret can have the name ${JSON.stringify(secretId)}: Secrets Manager takes letters, digits and -/_+=.@! alone.`,
    error.facts,
    { cause: error },
  );
}

function toGone(error: RotationError, secretId: string, region: string): RotationError {
  return new RotationError(
    error.code,
    `No secret ${secretId} in ${region}: "aws secretsmanager list-secrets --region ${region}" shows what there is, and --region looks elsewhere. Rekey makes no secrets.`,
    error.facts,
    { cause: error },
  );
}
