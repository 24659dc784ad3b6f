// The options of a secret with this target.
import {
  checkOptionNames,
  invalidOption,
  type Options,
  parseChoiceOption,
  parseIntegerOption,
} from '../options.ts';
import { parseTls, type TlsMode } from '../tls.ts';
import { type HashName, hashNames } from './stored-password.ts';

export interface LdapSettings {
  readonly directory: 'ldap' | 'active-directory';
  readonly passwords: 'one' | 'two';
  /** How a second password is stored; `none`: as it is, for a server that hashes by itself. */
  readonly hash: HashName | 'none';
  readonly transport: 'ldaps' | 'starttls';
  readonly tls: TlsMode;
  /** Where the secret does not name one. */
  readonly port: number;
  /** Characters of a new password. */
  readonly length: number;
  /** How long until every copy of the directory behind the host knows of a change. */
  readonly propagationMs: number;
}

const OPTIONS = ['directory', 'passwords', 'hash', 'transport', 'tls', 'length', 'propagation'];

/** @throws RotationError InvalidConfiguration that names the option */
export function parseSettings(options: Options): LdapSettings {
  checkOptionNames(options, OPTIONS);
  const tls = parseTls(options);
  const directory = parseChoiceOption(options, 'directory', ['ldap', 'active-directory']);
  const transport = parseChoiceOption(options, 'transport', ['ldaps', 'starttls']);
  const isActiveDirectory = directory === 'active-directory';
  const passwords = isActiveDirectory
    ? 'one'
    : parseChoiceOption(options, 'passwords', ['two', 'one']);
  if (isActiveDirectory && options.get('passwords') === 'two') {
    throw invalidOption('passwords', 'one, which is all that Active Directory keeps', '"two"');
  }
  if (isActiveDirectory && tls === 'off') {
    throw invalidOption('tls', 'TLS, without which Active Directory takes no password', '"off"');
  }
  if (tls === 'off' && options.has('transport')) {
    throw invalidOption('transport', 'none with tls=off', `"${transport}"`);
  }
  if (passwords === 'one' && options.has('hash')) {
    throw invalidOption(
      'hash',
      'none where the server stores the one password',
      `"${String(options.get('hash'))}"`,
    );
  }
  return {
    directory,
    passwords,
    hash: parseChoiceOption(options, 'hash', [...hashNames, 'none']),
    transport,
    tls,
    port: transport === 'ldaps' && tls !== 'off' ? 636 : 389,
    length: parseIntegerOption(options, 'length', { fallback: 48, min: 16, max: 128 }),
    propagationMs:
      1000 * parseIntegerOption(options, 'propagation', { fallback: 0, min: 0, max: 900 }),
  };
}
