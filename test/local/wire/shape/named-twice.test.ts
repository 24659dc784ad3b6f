import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isNamedTwice } from '../../../../local/wire/shape/named-twice.ts';

/** Every blank that JSON allows between tokens, and none. */
const spaces = fc.constantFrom('', 1, 3, '\t');

test('what was written by JSON.stringify names everything once', () => {
  fc.assert(
    fc.property(fc.jsonValue(), spaces, (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(isNamedTwice(text, JSON.parse(text))).toBe(false);
    }),
  );
});

test('a member that is written a second time is found, wherever it stands and whatever is in it', () => {
  const piece = fc.constantFrom('"', '\\', ':', '{', ',', 'a');
  const name = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(name, fc.jsonValue(), fc.string(), spaces, (named, value, other, space) => {
      const member = `${JSON.stringify(named)} : ${JSON.stringify(value, null, space)}`;
      const text = `[${JSON.stringify(other)}, {"outer": {${member},\r\n${member}}}]`;
      expect(isNamedTwice(text, JSON.parse(text))).toBe(true);
    }),
  );
});
