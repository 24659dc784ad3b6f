// Names and passwords as parts of a statement: neither can be a bind variable of the statements that change users.
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';

export function quoteName(name: string): string {
  if (!name.includes('"')) return `"${name}"`;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'A name with a double quote in it cannot be part of a statement in Oracle.',
  );
}

/** @throws RotationError InvalidConfiguration where Oracle could not take it: there is no way to write a double quote in a password */
export function quotePassword(password: SecretValue): string {
  const text = password.reveal();
  if (!text.includes('"')) return `"${text}"`;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'password in secret JSON: expected one without double quotes, which Oracle cannot take.',
  );
}
