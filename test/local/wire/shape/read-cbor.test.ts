import { expect, test } from '@jest/globals';
import { cbor, dateToTag } from '@smithy/core/cbor';
import fc from 'fast-check';
import { readCbor } from '../../../../local/wire/shape/read-cbor.ts';

function read(hex: string): unknown {
  return readCbor(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

test('what the SDK writes is read as it was', () => {
  const leaf = fc.oneof(
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double().map((number) => number + 0), // of minus nothing the SDK writes nothing
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('value'), { maxLength: 40 }),
      fc.dictionary(
        fc.string().filter((key) => key !== '__proto__'),
        tie('value'),
        { maxKeys: 40, noNullPrototype: true },
      ),
    ),
  })).value;
  fc.assert(
    fc.property(value, (written) => {
      expect(readCbor(cbor.serialize(written))).toEqual(written);
    }),
    { numRuns: 50 },
  );
});

/** From RFC 8949, appendix A, and of what the SDK does not write. */
const READ: readonly (readonly [name: string, hex: string, value: unknown])[] = [
  ['the largest unsigned number', '1b ffffffffffffffff', 2 ** 64],
  ['the least negative number', '3b ffffffffffffffff', -(2 ** 64)],
  ['a half', 'f9 3800', 0.5],
  ['the least of 16 bits', 'f9 0001', 2 ** -24],
  ['the largest of 16 bits', 'f9 7bff', 65_504],
  ['minus nothing', 'f9 8000', -0],
  ['no number', 'f9 7e00', Number.NaN],
  ['minus infinity', 'f9 fc00', Number.NEGATIVE_INFINITY],
  ['a number of 32 bits', 'fa 47c35000', 100_000],
  ['undefined', 'f7', null],
  ['a date with a fraction', 'c1 fb 41d452d9ec200000', new Date(1_363_896_240_500)],
  ['bytes in chunks', '5f 42 0102 43 030405 ff', Buffer.from([1, 2, 3, 4, 5])],
  ['a text in chunks', '7f 65 7374726561 64 6d696e67 ff', 'streaming'],
  ['a list without a length', '9f 01 82 02 03 9f 04 05 ff ff', [1, [2, 3], [4, 5]]],
  ['a map without a length', 'bf 61 61 01 61 62 9f 02 03 ff ff', { a: 1, b: [2, 3] }],
];

test.each(READ)('%s is read', (_name, hex, value) => {
  expect(read(hex)).toEqual(value);
});

test('a member called __proto__ is a member', () => {
  const map = read('a1 69 5f5f70726f746f5f5f a1 61 61 01') as object;
  expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
  expect(Object.keys(map)).toEqual(['__proto__']);
});

const REFUSED: readonly (readonly [name: string, hex: string])[] = [
  ['nothing', ''],
  ['two items', '01 01'],
  ['half of an item', '82 01'],
  ['a break alone', 'ff'],
  ['a break within a map, after a key', 'bf 61 61 ff'],
  ['a break in a list with a length', '82 01 ff'],
  ['a list without an end', '9f 01'],
  ['a text that is longer than the body', '7a ffffffff 61'],
  ['a text that is no UTF-8', '61 ff'],
  ['a character on two chunks', '7f 61 c3 61 bc ff'],
  ['bytes among the chunks of a text', '7f 41 61 ff'],
  ['chunks in chunks', '7f 7f 61 61 ff ff'],
  ['a number as a key', 'a1 01 01'],
  ['bytes as a key', 'a1 41 61 01'],
  ['a key that comes twice', 'a2 61 61 01 61 61 02'],
  ['an inner key that comes twice', '81 a2 61 61 01 61 61 02'],
  ['__proto__ twice', 'a2 69 5f5f70726f746f5f5f 01 69 5f5f70726f746f5f5f 02'],
  ['a head that nobody has defined', '1c'],
  ['a number without a length', '1f'],
  ['a tag without a number', 'df 01'],
  ['a simple value of one byte', 'f8 20'],
  ['a simple value that nobody has defined', 'e0'],
  ['a date of words', 'c1 61 61'],
  ['a date as text', 'c0 61 61'],
  ['a large number', 'c2 41 01'],
  ['a decimal fraction', 'c4 82 01 01'],
  ['a tag of nobody', 'd9 d9f7 01'],
  ['lists in lists', '81'.repeat(100_000)],
  ['dates of dates', 'c1'.repeat(100_000)],
];

test.each(REFUSED)('%s: refused', (_name, hex) => {
  expect(() => read(hex)).toThrow(expect.objectContaining({ code: 'SerializationException' }));
});

test('depth has an end far below every shape', () => {
  expect(() => read(`${'81'.repeat(500)}01`)).not.toThrow();
  expect(() => read(`${'81'.repeat(501)}01`)).toThrow();
});

test('a declared length makes room for nothing', () => {
  // The SDK's decoder takes gigabytes and half a minute for each of these.
  const declared = [
    '9a 01ffffff'.repeat(400),
    'ba 01ffffff 60'.repeat(400),
    `8a${'c4 82 1a 0fffffff 01'.repeat(10)}`,
    `c2 5a 00400000 ${'ff'.repeat(0x40_0000)}`,
  ];
  const before = process.memoryUsage().heapTotal;
  for (const hex of declared) expect(() => read(hex)).toThrow();
  expect(process.memoryUsage().heapTotal - before).toBeLessThan(256 * 1024 * 1024);
});

test('a call of a million items is the end', () => {
  const list = (count: number): Uint8Array =>
    Buffer.concat([Buffer.of(0x9f), Buffer.alloc(count, 0x80), Buffer.of(0xff)]);
  expect(readCbor(list(999_999))).toHaveLength(999_999);
  expect(() => readCbor(list(1_000_000))).toThrow();
});

test('a date that no calendar has is not valid, and the reader leaves that to the shape', () => {
  const date = read('c1 fb 7fefffffffffffff') as Date;
  expect(date.getTime()).toBeNaN();
  expect(readCbor(cbor.serialize(dateToTag(new Date(1500))))).toEqual(new Date(1500));
});
