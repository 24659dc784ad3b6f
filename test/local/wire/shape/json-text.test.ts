import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeJson } from '../../../../local/wire/shape/json-text.ts';

const unit = fc.oneof(
  fc.constantFrom(
    '"',
    '\\',
    '/',
    '<',
    '\0',
    '\u001f',
    '\u007f',
    '\u2028',
    '\ud800',
    '\udc00',
    'é',
    ' ',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('list'), tie('object')),
  leaf: fc.oneof(fc.string({ unit }), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
  list: fc.array(tie('tree')),
  object: fc.dictionary(fc.string({ unit }), fc.option(tie('tree'), { nil: undefined })),
}));

test('any tree of JSON is written as JSON.stringify writes it', () => {
  fc.assert(
    fc.property(tree, (value) => {
      expect(writeJson(value)).toBe(JSON.stringify(value));
    }),
    { numRuns: 1000 },
  );
});
