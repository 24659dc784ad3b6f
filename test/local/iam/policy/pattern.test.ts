// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM writes its policy variables so
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ContextValue, compilePattern } from '../../../../local/iam/policy/pattern.ts';

const KEYS = new Map<string, ContextValue>([
  ['aws:principaltag/team', 'blue*'],
  ['aws:username', 'ann'],
  ['many', ['a', 'b']],
]);

function matchesPattern(pattern: string, text: string, keys: typeof KEYS): boolean {
  return compilePattern(pattern, true)(text, keys);
}

test.each([
  ['*', '', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/x/y', true],
  ['arn:aws:s3:::b/*', 'arn:aws:s3:::b', false],
  ['a*b*c', 'aXbYbZc', true],
  ['home/${aws:UserName}/*', 'home/ann/x', true],
  ['home/${aws:UserName}/*', 'home/bob/x', false],
  ['${aws:PrincipalTag/team}', 'blue*', true],
  ['${aws:PrincipalTag/team}', 'blueprint', false],
  ['${absent}', '', false],
  ["${absent, 'nobody'}", 'nobody', true],
  ['${many}', 'a', false],
  ['a${*}b', 'a*b', true],
  ['a${*}b', 'aXb', false],
  ['a${$}b', 'a$b', true],
])('%s over %s is %s', (pattern, text, expected) => {
  expect(matchesPattern(pattern, text, KEYS)).toBe(expected);
});

test('it matches what the same wildcards match as a regular expression', () => {
  const part = fc.constantFrom('a', 'b', '*', '?');
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), text, (parts, value) => {
      const toRegex: Readonly<Record<string, string>> = { '*': '.*', '?': '.' };
      const regex = new RegExp(`^${parts.map((one) => toRegex[one] ?? one).join('')}$`, 'u');
      expect(matchesPattern(parts.join(''), value, new Map())).toBe(regex.test(value));
    }),
  );
});

test('a pattern made to blow up ends soon', () => {
  expect(matchesPattern('*a'.repeat(200), 'a'.repeat(5000), new Map())).toBe(true);
  expect(matchesPattern(`${'a*'.repeat(200)}b`, 'a'.repeat(5000), new Map())).toBe(false);
});
