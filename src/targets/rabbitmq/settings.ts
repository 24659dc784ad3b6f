// The options of a secret with this target.
import {
  checkOptionNames,
  type Options,
  parseChoiceOption,
  parseIntegerOption,
} from '../options.ts';
import { parseTls, type TlsMode } from '../tls.ts';

export interface RabbitmqSettings {
  readonly users: 'one' | 'two';
  /** What the broker is sent: the hash that it keeps, or the password, which its credential validator can check. */
  readonly send: 'hash' | 'password';
  readonly tls: TlsMode;
  /** Characters of a new password. */
  readonly length: number;
}

/** @throws RotationError InvalidConfiguration that names the option */
export function parseSettings(options: Options): RabbitmqSettings {
  checkOptionNames(options, ['users', 'send', 'tls', 'length']);
  return {
    users: parseChoiceOption(options, 'users', ['two', 'one']),
    send: parseChoiceOption(options, 'send', ['hash', 'password']),
    tls: parseTls(options),
    length: parseIntegerOption(options, 'length', { fallback: 48, min: 16, max: 128 }),
  };
}
