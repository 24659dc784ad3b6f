// The options that every database with two ways of rotating a user has.
import {
  checkOptionNames,
  type Options,
  parseChoiceOption,
  parseIntegerOption,
} from '../options.ts';

export interface UserSettings<Way extends string> {
  readonly users: Way;
  /** Characters of a new password. */
  readonly length: number;
}

export interface UserDefaults<Way extends string> {
  /** The first is the default. */
  readonly ways: readonly [Way, ...Way[]];
  readonly length: { readonly fallback: number; readonly min: number; readonly max: number };
  /** Options of this database alone. */
  readonly others: readonly string[];
}

/** @throws RotationError InvalidConfiguration that names the option */
export function parseUserSettings<Way extends string>(
  options: Options,
  { ways, length, others }: UserDefaults<Way>,
): UserSettings<Way> {
  checkOptionNames(options, ['users', 'length', ...others]);
  const users = parseChoiceOption(options, 'users', ways);
  return { users, length: parseIntegerOption(options, 'length', length) };
}
