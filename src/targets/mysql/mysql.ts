// A user of a MySQL or MariaDB server, on RDS and Aurora too. A user has two passwords for a while, or two users take turns, and no query
// fails; or one password is changed in place, which ends the old one at once.
import type { Target } from '../../rotation/target.ts';
import { createOneUser } from '../database/one-user.ts';
import { createTwoUsers } from '../database/two-users.ts';
import type { Options } from '../options.ts';
import { parseSettings } from './settings.ts';
import { createTwoPasswords } from './two-passwords.ts';
import { createMysqlUsers } from './users.ts';

const WAYS = { dual: createTwoPasswords, two: createTwoUsers, one: createOneUser };

/**
 * Options: `users` (dual: one user with two passwords; two in turn; one in place; default dual), `send` (hash or text; default hash),
 * `tls` (verify-full, verify-ca or off; default verify-full), `length` of the password (default 32).
 */
export function createMysql(options: Options): Target {
  const settings = parseSettings(options);
  return WAYS[settings.users](createMysqlUsers(settings));
}
