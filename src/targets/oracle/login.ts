// The secret of an Oracle user in AWS's documented JSON; `dbname` is the service.
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import { checkHost } from '../database/host.ts';
import { type Login, readAdminLogin, readLogin } from '../database/login.ts';
import { isSecondUser, toTwinName } from '../database/twin-name.ts';

const ENGINE = { names: ['oracle'], port: 1521 };
/** From 12.2 on; before, 30. The server refuses what it does not take. */
const NAME_BYTES_MAX = 128;

/** @throws RotationError InvalidConfiguration that names the field, never what it holds */
export function readUser(value: SecretValue): Login {
  const login = checkHost(readLogin(value, ENGINE));
  if (login.dbname === undefined) {
    throw new RotationError('Rekey.InvalidConfiguration', 'dbname key is missing from secret JSON');
  }
  if (!/^[\w.$#-]+$/.test(login.dbname)) throw invalid('dbname', 'the name of a service');
  if (!/^"[^"]+"$|^[^"]+$/.test(login.username)) throw invalid('username', 'a name');
  return login;
}

export function readAdmin(admin: SecretValue, user: Login): Login {
  // One listener serves several databases: the admin works in the user's own.
  return { ...readAdminLogin(admin, user, ENGINE), dbname: user.dbname };
}

/** The name as the dictionary has it: in capitals, unless the secret has it in quotes. */
export function toName(username: string): string {
  return username.startsWith('"') ? username.slice(1, -1) : username.toUpperCase();
}

/** As AWS's function names the second user, and in the case that the first is written in. */
export function toTwin(username: string): string {
  if (username.startsWith('"')) return `"${toTwin(username.slice(1, -1))}"`;
  const suffix = /[a-z]/.test(username) ? '_clone' : '_CLONE';
  const naming = { suffix, bytesMax: NAME_BYTES_MAX };
  // Whoever writes APP_clone means APP_CLONE.
  return isSecondUser(username.toUpperCase(), '_CLONE')
    ? username.slice(0, -suffix.length)
    : toTwinName(username, naming);
}

function invalid(field: string, expected: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `${field} in secret JSON: expected ${expected}, found something that is none.`,
  );
}
