// The options of a secret with this target.
import { checkOptionNames, invalidOption, type Options, parseIntegerOption } from '../options.ts';
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
    users: parseChoice(options, 'users', ['two', 'one']),
    send: parseChoice(options, 'send', ['hash', 'password']),
    tls: parseTls(options),
    length: parseIntegerOption(options, 'length', { fallback: 48, min: 16, max: 128 }),
  };
}

/** The first choice is the default. */
function parseChoice<Choice extends string>(
  options: Options,
  name: string,
  choices: readonly [Choice, ...(readonly Choice[])],
): Choice {
  const text = options.get(name) ?? choices[0];
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  throw invalidOption(name, `one of ${choices.join(', ')}`, `"${text}"`);
}
