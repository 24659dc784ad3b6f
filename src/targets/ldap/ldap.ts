// A user of an LDAP directory, by its password: two side by side where the directory allows it, else one that is changed in place.
import type { Target } from '../../rotation/target.ts';
import type { Options } from '../options.ts';
import { createActiveDirectory } from './active-directory.ts';
import { createOnePassword } from './one-password.ts';
import { parseSettings } from './settings.ts';
import { createTwoPasswords } from './two-passwords.ts';

/**
 * Options: `directory` (ldap or active-directory; default ldap), `passwords` (two or one; default two), `hash` (ssha, ssha256, ssha512 or none; default ssha), `transport` (ldaps or starttls;
 * default ldaps), `tls` (verify-full, verify-ca or off; default verify-full), `length` of the password (default 48), `propagation`
 * (seconds until all copies know; default 0).
 */
export function createLdap(options: Options): Target {
  const settings = parseSettings(options);
  if (settings.directory === 'active-directory') return createActiveDirectory(settings);
  return settings.passwords === 'one' ? createOnePassword(settings) : createTwoPasswords(settings);
}
