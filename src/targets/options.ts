// The `rekey:options` tag of a secret, such as `length=48 field=apiKey`, as a target reads it.
import { RotationError } from '../rotation/errors.ts';

export type Options = ReadonlyMap<string, string>;

/** @throws RotationError InvalidConfiguration naming every option that the target does not have */
export function checkOptionNames(options: Options, known: readonly string[]): void {
  const unknown = [...options.keys()].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw invalidOption(
    unknown.join(', '),
    known.length === 0 ? 'no options' : `one of ${known.join(', ')}`,
    'an unknown name',
  );
}

/** A whole number within bounds, both included. */
export function parseIntegerOption(
  options: Options,
  name: string,
  { fallback, min, max }: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  const text = options.get(name);
  if (text === undefined) return fallback;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw invalidOption(name, `a whole number from ${String(min)} to ${String(max)}`, `"${text}"`);
}

/** One of a few words; the first is the default. */
export function parseChoiceOption<Choice extends string>(
  options: Options,
  name: string,
  choices: readonly [Choice, ...(readonly Choice[])],
): Choice {
  const text = options.get(name) ?? choices[0];
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  throw invalidOption(name, `one of ${choices.join(', ')}`, `"${text}"`);
}

/** Options stand in a tag, which is no secret: what was found may be shown. */
export function invalidOption(name: string, expected: string, found: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `Tag rekey:options, ${name}: expected ${expected}, found ${found}.`,
  );
}
