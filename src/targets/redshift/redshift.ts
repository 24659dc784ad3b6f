// A user of an Amazon Redshift cluster or workgroup. With an admin two users take turns, and no query fails; without one a user changes its
// own password, which ends the old one at once.
import type { Target } from '../../rotation/target.ts';
import { createOneUser } from '../database/one-user.ts';
import { parseUserSettings } from '../database/settings.ts';
import { createTwoUsers } from '../database/two-users.ts';
import { invalidOption, type Options } from '../options.ts';
import { parseTls } from '../tls.ts';
import { createRedshiftUsers } from './users.ts';

const WAYS = { two: createTwoUsers, one: createOneUser };

/**
 * Options: `users` (two or one; default two), `send` (hash or text; default hash), `tls` (verify-full, verify-ca or off; default
 * verify-full), `length` of the password (default 32, at most Redshift's 64).
 */
export function createRedshift(options: Options): Target {
  const settings = parseUserSettings(options, {
    ways: ['two', 'one'],
    length: { fallback: 32, min: 16, max: 64 },
    others: ['send', 'tls'],
  });
  const send = options.get('send') ?? 'hash';
  if (send !== 'hash' && send !== 'text') throw invalidOption('send', 'hash or text', `"${send}"`);
  return WAYS[settings.users](createRedshiftUsers({ ...settings, send, tls: parseTls(options) }));
}
