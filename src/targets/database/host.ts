// Drivers that take an address as a part of a URL or of a connect string: nothing else may come with it.
import { RotationError } from '../../rotation/errors.ts';
import type { Login } from './login.ts';

/** @throws RotationError InvalidConfiguration where the host is more than one name or address */
export function checkHost<User extends Login>(login: User): User {
  if (/^[A-Za-z0-9._-]+$|^[0-9A-Fa-f:.]+$/.test(login.host)) return login;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'host in secret JSON: expected one host name or address.',
  );
}
