import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SecretValue } from '../../../src/rotation/secret-value.ts';
import { createGenerated } from '../../../src/targets/generated.ts';
import { alphabets } from '../../../src/targets/random-text.ts';
import { createTargetContext } from '../../support/target-context.ts';

const context = createTargetContext('generated');

test('a plain string is replaced whole, by 48 characters that need no quoting', async () => {
  const made = await createGenerated(new Map()).create(new SecretValue('old'), context);
  expect(made.reveal()).toMatch(/^[A-Za-z0-9\-_.~]{48}$/);
});

test('only the named field changes, and unknown fields stay in their order', async () => {
  const target = createGenerated(new Map([['field', 'key']]));
  const current = new SecretValue('{"a":1,"key":"old","b":{"c":[2]}}');
  const fields = JSON.parse((await target.create(current, context)).reveal()) as { key: string };
  expect(Object.keys(fields)).toEqual(['a', 'key', 'b']);
  expect(fields).toEqual({ a: 1, key: fields.key, b: { c: [2] } });
  expect(fields.key).not.toBe('old');
});

test('any shape that the options allow comes out as asked, and never twice the same', async () => {
  const classes = { lowercase: /[a-z]/, uppercase: /[A-Z]/, digit: /\d/, symbol: /[^A-Za-z0-9]/ };
  const names = Object.keys(classes) as (keyof typeof classes)[];
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 16, max: 200 }),
      fc.constantFrom(...(Object.keys(alphabets) as (keyof typeof alphabets)[])),
      fc.subarray(names),
      async (length, alphabet, require) => {
        const options = new Map([
          ['length', String(length)],
          ['alphabet', alphabet],
          ...(require.length > 0 ? [['require', require.join('+')] as const] : []),
        ]);
        const target = createGenerated(options);
        const one = await target.create(new SecretValue('x'), context);
        const other = await target.create(new SecretValue('x'), context);
        const text = one.reveal();
        expect(text).toHaveLength(length);
        expect(text.split('').every((character) => alphabets[alphabet].includes(character))).toBe(
          true,
        );
        expect(require.every((name) => classes[name].test(text))).toBe(true);
        expect(target.isSame(one, other)).toBe(false);
      },
    ),
  );
});

test('every character of the alphabet turns up, so none is out of reach', async () => {
  const target = createGenerated(
    new Map([
      ['length', '4096'],
      ['alphabet', 'all'],
    ]),
  );
  const text = (await target.create(new SecretValue('x'), context)).reveal();
  expect(new Set(text).size).toBe(94);
});

describe('bad input is refused with what was expected and what was found', () => {
  test.each([
    [{ length: '15' }, 'length: expected a whole number from 16 to 4096, found "15"'],
    [{ length: '4097' }, 'found "4097"'],
    [{ length: '1e3' }, 'found "1e3"'],
    [{ alphabet: 'emoji' }, 'expected one of url-safe, pgpass-safe, all, found "emoji"'],
    [{ require: 'digit+vowel' }, 'found "vowel"'],
    [
      { size: '3' },
      'size: expected one of length, alphabet, require, field, found an unknown name',
    ],
  ])('options %j', (options, message) => {
    expect(() => createGenerated(new Map(Object.entries(options)))).toThrow(message);
  });

  test.each([
    ['{"other":"x"}', 'key key is missing from secret JSON'],
    ['no json', 'Invalid secret value JSON: expected a JSON object, found text that is no JSON.'],
    ['[1]', 'found a list'],
    ['{"key":7}', 'key in secret JSON: expected a text that is not empty, found a number'],
    ['{"key":""}', 'found an empty text'],
  ])('a secret that is %s', (value, message) => {
    const target = createGenerated(new Map([['field', 'key']]));
    expect(() => {
      target.check(new SecretValue(value));
    }).toThrow(message);
  });

  test('a JSON secret without the field option, for its other fields would be lost', () => {
    expect(() => {
      createGenerated(new Map()).check(new SecretValue('{"key":"x"}'));
    }).toThrow(
      'field: expected the key to rotate, for the secret is a JSON object, found no field',
    );
  });

  test('the text of an error never holds the value', () => {
    const target = createGenerated(new Map([['field', 'key']]));
    let text = '';
    try {
      target.check(new SecretValue('not json but precious'));
    } catch (error) {
      text = String(error);
    }
    expect(text).toContain('InvalidConfiguration');
    expect(text).not.toContain('precious');
  });
});
