import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHmac256 } from '../../../../local/wire/sigv4/hmac.ts';

test('it signs as createHmac does, one text after the other with the same key', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 64 }),
      fc.array(fc.string({ unit: 'binary-ascii', maxLength: 300 }), { minLength: 1 }),
      (key, texts) => {
        const sign = createHmac256(key);
        for (const text of texts) {
          expect(sign(text)).toBe(createHmac('sha256', key).update(text).digest('hex'));
        }
      },
    ),
  );
});

test('a key that is longer than a block is refused, for it would have to be hashed', () => {
  expect(() => createHmac256(new Uint8Array(65))).toThrow(RangeError);
});
