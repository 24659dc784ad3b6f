import type { Filter } from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseFilters } from '../../../local/secretsmanager/filters.ts';
import { NO_VERSIONS, type SecretDocument } from '../../../local/secretsmanager/secret-document.ts';

// Any filters over any secret, against a model that reads words letter by letter. What AWS does: recorded there by LocalStack's authors (name,
// description) and verified by moto's (all); prefixes of tags and Regions: API_Filter.

const SEPARATORS = '/_+=.@- ';

/** A word begins behind a separator, at a capital before a small letter, and at a capital behind a small letter or a digit. */
function readWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  Array.from(text).forEach((letter, index) => {
    const [before = ' ', after = ' '] = [text[index - 1], text[index + 1]];
    const begins = /[A-Z]/u.test(letter) && (/[a-z]/u.test(after) || /[a-z0-9]/u.test(before));
    if (begins || SEPARATORS.includes(letter)) {
      words.push(word);
      word = '';
    }
    if (!SEPARATORS.includes(letter)) word += letter.toLowerCase();
  });
  return [...words, word].filter((each) => each !== '');
}

const findsWords = (value: string, texts: readonly string[]): boolean => {
  const wanted = readWords(value);
  const words = texts.flatMap(readWords);
  return (
    wanted.length > 0 && wanted.every((prefix) => words.some((word) => word.startsWith(prefix)))
  );
};

function isFound(secret: SecretDocument, filters: readonly Filter[]): boolean {
  const { name, description = '', tags = [], replicas, region, primaryRegion } = secret;
  const keys = tags.map(({ Key }) => Key);
  const values = tags.map(({ Value }) => Value);
  const home = primaryRegion ?? (replicas === undefined ? [] : region);
  const beginsAny = (texts: readonly string[], value: string): boolean =>
    texts.some((text) => text.startsWith(value));
  const finds: Record<string, (value: string) => boolean> = {
    name: (value) => beginsAny([name], value),
    'tag-key': (value) => beginsAny(keys, value),
    'tag-value': (value) => beginsAny(values, value),
    'primary-region': (value) => beginsAny([home].flat(), value),
    'owning-service': () => false,
    description: (value) => findsWords(value, [description]),
    all: (value) => findsWords(value, [name, description, ...keys, ...values]),
  };
  return filters.every(({ Key = 'all', Values = [] }) =>
    Values.some((value) =>
      value.startsWith('!') ? finds[Key]?.(value.slice(1)) === false : finds[Key]?.(value) === true,
    ),
  );
}

const anyText = fc.string({
  unit: fc.constantFrom(...Array.from(`abAB1${SEPARATORS}`)),
  maxLength: 8,
});
const anyWords = fc
  .array(fc.constantFrom('Secret', 'One', 'secret', 'COMPANYthings', 'an', '/', '-'), {
    maxLength: 3,
  })
  .map((words) => words.join(''));
const anyName = fc.oneof(anyText, anyWords).map((text) => `s${text.replaceAll(' ', '')}`);
const anyRegion = fc.constantFrom('us-east-1', 'eu-west-1');

const anySecret: fc.Arbitrary<SecretDocument> = fc
  .record({
    name: anyName,
    description: fc.option(fc.oneof(anyText, anyWords), { nil: undefined }),
    tags: fc.option(fc.array(fc.record({ Key: anyText, Value: anyWords }), { maxLength: 2 }), {
      nil: undefined,
    }),
    primaryRegion: fc.option(anyRegion, { nil: undefined }),
    isPrimary: fc.boolean(),
  })
  .map(({ description, tags, primaryRegion, isPrimary, ...secret }) => ({
    ...{
      arn: '',
      region: 'us-east-1',
      sequence: '1',
      createdMs: 0,
      changedMs: 0,
      versions: NO_VERSIONS,
    },
    ...secret,
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
    ...(primaryRegion === undefined ? {} : { primaryRegion }),
    ...(isPrimary ? { replicas: [] } : {}),
  }));

const anyValue = fc
  .tuple(fc.constantFrom('', '!'), fc.oneof(anyText, anyWords, anyName, anyRegion))
  .map((parts) => parts.join(''));
const anyFilter: fc.Arbitrary<Filter> = fc.record({
  Key: fc.constantFrom(
    ...(['name', 'description', 'tag-key', 'tag-value', 'all'] as const),
    ...(['primary-region', 'owning-service'] as const),
  ),
  Values: fc.array(anyValue, { minLength: 1, maxLength: 3 }),
});

test('any filters find what the model finds', () => {
  fc.assert(
    fc.property(
      fc.array(anySecret, { minLength: 1, maxLength: 4 }),
      fc.array(anyFilter, { maxLength: 2 }),
      (secrets, filters) => {
        const finds = parseFilters(filters);
        expect(secrets.map(finds)).toEqual(secrets.map((secret) => isFound(secret, filters)));
      },
    ),
    { numRuns: 2000 },
  );
});

test.each([
  ['SecretOne', ['secret', 'one']],
  ['COMPANYthings', ['compan', 'ythings']],
  ['Thirdsecret', ['thirdsecret']],
  ['a/b_c+d=e.f@g-h i', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']],
  ['with:colon', ['with:colon']],
])('the model itself reads %s as AWS does', (text, words) => {
  expect(readWords(text)).toEqual(words);
});
