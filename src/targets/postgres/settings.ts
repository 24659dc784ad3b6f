// The options of a secret with this target.
import { checkOptionNames, invalidOption, type Options, parseIntegerOption } from '../options.ts';
import { parseTls, type TlsMode } from '../tls.ts';

export interface PostgresSettings {
  readonly users: 'one' | 'two';
  /** A role that both users act as. */
  readonly owner: string | undefined;
  readonly tls: TlsMode;
  /** Characters of a new password. */
  readonly length: number;
}

/** @throws RotationError InvalidConfiguration that names the option */
export function parseSettings(options: Options): PostgresSettings {
  checkOptionNames(options, ['users', 'owner', 'tls', 'length']);
  const users = options.get('users') ?? 'two';
  if (users !== 'one' && users !== 'two') throw invalidOption('users', 'two or one', `"${users}"`);
  const owner = options.get('owner');
  if (owner !== undefined && users === 'one') {
    throw invalidOption('owner', 'none where one user rotates by itself', `"${owner}"`);
  }
  const length = parseIntegerOption(options, 'length', { fallback: 32, min: 16, max: 99 });
  return { users, owner, tls: parseTls(options), length };
}
