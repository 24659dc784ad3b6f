// A value with no counterpart: a signing key, an HMAC secret, a cookie key. Whoever verifies reads the secret too,
// so there is nobody to tell, nothing to try and nothing to revoke.
import { SecretValue } from '../rotation/secret-value.ts';
import type { Target } from '../rotation/target.ts';
import { checkOptionNames, invalidOption, type Options, parseIntegerOption } from './options.ts';
import {
  alphabets,
  type CharacterClass,
  createRandomText,
  isAlphabetName,
  isCharacterClass,
  type TextShape,
  textLengthMax,
} from './random-text.ts';
import { isJsonObject, loadTextField, parseSecretFields, toSecretValue } from './secret-json.ts';

/**
 * Options: `length` (default 48), `alphabet` (url-safe, pgpass-safe or all; default url-safe), `require` (classes, such as
 * `lowercase+digit`), `field` (the JSON key that holds the value; without it the whole secret is the value, a plain string).
 */
export function createGenerated(options: Options): Target {
  checkOptionNames(options, ['length', 'alphabet', 'require', 'field']);
  const shape = parseShape(options);
  const field = options.get('field');

  const read = (value: SecretValue): string =>
    field === undefined ? readPlain(value) : loadTextField(parseSecretFields(value), field);

  return {
    name: 'generated',
    overlap: 'native',
    maxActive: Number.POSITIVE_INFINITY,
    creation: 'pure',
    propagationMs: 0,
    locksOut: false,
    check: (value) => {
      read(value);
    },
    isSame: (one, other) => new SecretValue(read(one)).equals(new SecretValue(read(other))),
    create: async (current, { random }) => {
      const text = createRandomText(shape, random);
      if (field === undefined) return new SecretValue(text);
      return toSecretValue(parseSecretFields(current), { [field]: text });
    },
  };
}

/** A JSON object is never overwritten whole by accident: unknown fields must stay. */
function readPlain(value: SecretValue): string {
  if (!isJsonObject(value)) return value.reveal();
  throw invalidOption('field', 'the key to rotate, for the secret is a JSON object', 'no field');
}

function parseShape(options: Options): TextShape {
  const alphabet = options.get('alphabet') ?? 'url-safe';
  if (!isAlphabetName(alphabet)) {
    throw invalidOption('alphabet', `one of ${Object.keys(alphabets).join(', ')}`, `"${alphabet}"`);
  }
  return {
    alphabet,
    length: parseIntegerOption(options, 'length', { fallback: 48, min: 16, max: textLengthMax }),
    require: parseClasses(options.get('require')),
  };
}

function parseClasses(text: string | undefined): readonly CharacterClass[] {
  if (text === undefined) return [];
  return text.split('+').map((name) => {
    if (isCharacterClass(name)) return name;
    throw invalidOption(
      'require',
      'lowercase, uppercase, digit or symbol, joined by +',
      `"${name}"`,
    );
  });
}
