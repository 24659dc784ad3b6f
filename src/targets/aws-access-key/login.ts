// The secret of an IAM user's access key: username, accessKeyId, secretAccessKey.
import type { NewAccessKey } from '../../rotation/access-keys.ts';
import { RotationError } from '../../rotation/errors.ts';
import { SecretValue } from '../../rotation/secret-value.ts';
import { loadTextField, parseSecretFields } from '../secret-json.ts';

export interface KeyLogin extends NewAccessKey {
  readonly userName: string;
}

/** @throws RotationError InvalidConfiguration that names the field, never what it holds */
export function readLogin(value: SecretValue): KeyLogin {
  return { userName: loadTextField(parseSecretFields(value), 'username'), ...readKey(value) };
}

/** An admin's secret need not name its user. */
export function readKey(value: SecretValue): NewAccessKey {
  const fields = parseSecretFields(value);
  return {
    id: loadTextField(fields, 'accessKeyId'),
    secret: new SecretValue(loadTextField(fields, 'secretAccessKey')),
  };
}

/** @throws RotationError InvalidConfiguration where the two are not one user's */
export function checkSameUser(one: KeyLogin, other: KeyLogin): void {
  if (one.userName === other.userName) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'The pending value names another user than the current one.',
  );
}
