// Random text of a given alphabet, each character equally likely, with every required class in it.

import type { Random } from '../rotation/effects.ts';
import { RotationError } from '../rotation/errors.ts';

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const UPPERCASE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';

/** Named for what may read the value without quoting it. */
export const alphabets = {
  /** RFC 3986 unreserved: goes into URLs, headers and shells as it is. */
  'url-safe': `${LOWERCASE}${UPPERCASE}${DIGITS}-_.~`,
  /** No colon, backslash or blank (.pgpass splits at those), nor what a connection string gives a meaning to. */
  'pgpass-safe': `${LOWERCASE}${UPPERCASE}${DIGITS}-_.~!*+=^`,
  /** Every printable ASCII character but the blank: GetRandomPassword's set. */
  all: Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join(''),
} as const;

export type AlphabetName = keyof typeof alphabets;

const classes = {
  lowercase: /[a-z]/,
  uppercase: /[A-Z]/,
  digit: /[0-9]/,
  symbol: /[^a-zA-Z0-9]/,
} as const;

export type CharacterClass = keyof typeof classes;

export interface TextShape {
  /** Characters, 1 to 4096 (GetRandomPassword's limit). */
  readonly length: number;
  readonly alphabet: AlphabetName;
  /** Classes of which at least one character must be in the text. */
  readonly require: readonly CharacterClass[];
}

export const textLengthMax = 4096;
/** Far beyond chance: 48 characters lack a class once in millions, and very short texts still come through. */
const TRIES_MAX = 10_000;

/**
 * Draws whole texts until one has every required class: that keeps all allowed texts equally likely,
 * which putting the missing class in at some place would not.
 * @throws RotationError InvalidConfiguration where no text can be of this shape
 */
export function createRandomText(shape: TextShape, random: Random): string {
  if (shape.require.length > shape.length) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `length: expected at least ${String(shape.require.length)} for the required classes, found ${String(shape.length)}.`,
    );
  }
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const text = pickCharacters(alphabets[shape.alphabet], shape.length, random);
    if (shape.require.every((name) => classes[name].test(text))) return text;
  }
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `No text of ${String(shape.length)} characters of ${shape.alphabet} has all of: ${shape.require.join(', ')}.`,
  );
}

/** Rejection sampling: a byte past the last whole multiple of the alphabet would favour its first characters. */
function pickCharacters(alphabet: string, count: number, random: Random): string {
  const limit = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < count) {
    for (const byte of random.bytes(count - text.length)) {
      if (byte < limit) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}

export function isAlphabetName(name: string): name is AlphabetName {
  return Object.hasOwn(alphabets, name);
}

export function isCharacterClass(name: string): name is CharacterClass {
  return Object.hasOwn(classes, name);
}
