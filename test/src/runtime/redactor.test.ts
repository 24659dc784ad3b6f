import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SecretValue } from '../../../src/rotation/secret-value.ts';
import { createRedactor } from '../../../src/runtime/redactor.ts';

const value = 'p@ss "word"/+é%42';

test.each([
  ['as it is', value],
  ['inside JSON', JSON.stringify({ password: value })],
  ['inside a URL', `https://x/?p=${encodeURIComponent(value)}`],
  ['in Base64', Buffer.from(value).toString('base64')],
  ['in Base64 for URLs', Buffer.from(value).toString('base64url')],
])('takes a value out of a text %s', (_, text) => {
  const redactor = createRedactor();
  redactor.remember(new SecretValue(value));
  expect(redactor.redact(`before ${text} after`)).toMatch(/^before .*\[redacted\].* after$/);
});

test('takes every long field of a JSON secret out, however deep', () => {
  const redactor = createRedactor();
  const secret = { port: 5432, ssl: true, keys: [{ apiKey: 'abcdef123' }], pin: 12_345_678 };
  redactor.remember(new SecretValue(JSON.stringify(secret)));
  expect(redactor.redact('refused abcdef123 with 12345678 on 5432')).toBe(
    'refused [redacted] with [redacted] on 5432',
  );
});

test('leaves no rest of a value that contains another', () => {
  const redactor = createRedactor();
  redactor.remember(new SecretValue('abcdef'));
  redactor.remember(new SecretValue('abcdefghij'));
  expect(redactor.redact('abcdefghij')).toBe('[redacted]');
});

test('whatever the value and the text around it, the value is gone', () => {
  const sentence = fc.string();
  const secret = fc
    .string({ minLength: 6, unit: 'binary' })
    .filter((s) => !'[redacted]'.includes(s));
  fc.assert(
    fc.property(sentence, secret, sentence, (before, text, after) => {
      const redactor = createRedactor();
      redactor.remember(new SecretValue(text));
      const left = redactor.redact(`${before}${text}${after}`);
      expect(left.split('[redacted]').some((rest) => rest.includes(text))).toBe(false);
    }),
  );
});
