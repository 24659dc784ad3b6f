// The one secret that somebody typed: where there is none, the error also names the account that was asked, and the secret that was
// probably meant.
import { listSecrets } from '../../src/aws/secret-list.ts';
import { isRotationError, RotationError } from '../../src/rotation/errors.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import { describeSecret, isGone } from './describe-secret.ts';
import { findNearestName } from './nearest-name.ts';
import type { Reading } from './reading.ts';

/** Not every verb has opened the stack, which tells the account. */
type Asking = Pick<Reading, 'config' | 'clock' | 'signal'> & Partial<Pick<Reading, 'findOutput'>>;

/** @throws RotationError InvalidConfiguration that says what to look at, where there is no such secret */
export async function describeMeantSecret(
  reading: Asking,
  secretId: string,
): Promise<SecretDescription> {
  try {
    return await describeSecret(reading, secretId);
  } catch (error) {
    throw isGone(error) ? await toHinted(error, reading, secretId) : error;
  }
}

async function toHinted(
  cause: RotationError,
  reading: Asking,
  secretId: string,
): Promise<RotationError> {
  const account = reading.findOutput?.('StateMachineArn')?.split(':')[4];
  const nearest = findNearestName(toName(secretId), await listNames(reading));
  const text = [
    cause.message,
    ...(account === undefined ? [] : [`The account is ${account}.`]),
    ...(nearest === undefined ? [] : [`Did you mean ${nearest}?`]),
  ].join(' ');
  return new RotationError(cause.code, text, cause.facts, { cause });
}

/** Of an ARN, whole or without its last six characters, too. */
function toName(secretId: string): string {
  const [, name] = /^arn:[^:]+:secretsmanager:[^:]*:\d*:secret:(.+)$/.exec(secretId) ?? [];
  return name === undefined ? secretId : name.replace(/-[A-Za-z0-9]{6}$/, '');
}

/** Names are for a hint only: whoever may not list them gets the error without one. */
async function listNames({ config, clock, signal }: Asking): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const page of listSecrets(config, clock, signal)) {
      names.push(...page.map(({ name }) => name));
    }
  } catch (error) {
    if (!isRotationError(error)) throw error;
  }
  return names;
}
