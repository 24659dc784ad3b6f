// The options of a secret with this target.
import { parseUserSettings, type UserSettings } from '../database/settings.ts';
import { invalidOption, type Options } from '../options.ts';
import { parseTls, type TlsMode } from '../tls.ts';

/** `hash`: the server is given a password as it keeps it, so that no log can have it. `text`: as it is, so that its policy sees it. */
export type PasswordForm = 'hash' | 'text';

export interface MysqlSettings extends UserSettings<'dual' | 'two' | 'one'> {
  readonly send: PasswordForm;
  readonly tls: TlsMode;
}

/** @throws RotationError InvalidConfiguration that names the option */
export function parseSettings(options: Options): MysqlSettings {
  const settings = parseUserSettings(options, {
    ways: ['dual', 'two', 'one'],
    length: { fallback: 32, min: 16, max: 99 },
    others: ['send', 'tls'],
  });
  const send = options.get('send') ?? 'hash';
  if (send !== 'hash' && send !== 'text') throw invalidOption('send', 'hash or text', `"${send}"`);
  return { ...settings, send, tls: parseTls(options) };
}
