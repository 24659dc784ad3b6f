// A user of RabbitMQ, on Amazon MQ too. Two users take turns, and no connection fails; or one has its password changed in place, which
// ends the old one at once.
import type { Target } from '../../rotation/target.ts';
import type { Options } from '../options.ts';
import { createOneUser } from './one-user.ts';
import { parseSettings } from './settings.ts';
import { createTwoUsers } from './two-users.ts';

/**
 * Options: `users` (two or one; default two), `send` (hash or password; default hash), `tls` (verify-full, verify-ca or off; default
 * verify-full), `length` of the password (default 48).
 */
export function createRabbitmq(options: Options): Target {
  const settings = parseSettings(options);
  return settings.users === 'one' ? createOneUser(settings) : createTwoUsers(settings);
}
