// A user of a PostgreSQL database, on RDS and Aurora too. With an admin two users take turns, and no query fails; without one a user
// changes its own password, which ends the old one at once.
import type { Target } from '../../rotation/target.ts';
import { createOneUser } from '../database/one-user.ts';
import type { Options } from '../options.ts';
import { createLogins } from './logins.ts';
import { parseSettings } from './settings.ts';
import { createTwoUsers } from './two-users.ts';

/**
 * Options: `users` (two or one; default two), `owner` (the role that both users act as; default the first user), `tls` (verify-full,
 * verify-ca or off; default verify-full), `length` of the password (default 32).
 */
export function createPostgres(options: Options): Target {
  const settings = parseSettings(options);
  return settings.users === 'one'
    ? createOneUser(createLogins(settings))
    : createTwoUsers(settings);
}
