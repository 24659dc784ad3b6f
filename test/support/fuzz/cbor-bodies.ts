// CBOR as nobody should send it: any bytes, items whose heads lie, and whole bodies that were damaged on their way.
import fc from 'fast-check';

/** Every kind of item with any head, often one that is not of its content. */
export const items: fc.Arbitrary<Uint8Array> = fc.letrec<{ item: Uint8Array }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.uint8Array({ maxLength: 12 }),
    fc.tuple(heads(), fc.uint8Array({ maxLength: 12 })).map(join),
    fc.tuple(heads(), fc.array(tie('item'), { maxLength: 6 }).map(join)).map(join),
    fc
      .tuple(heads(), fc.array(tie('item'), { maxLength: 6 }).map(join))
      .map((parts) => join([...parts, Uint8Array.of(0xff)])),
  ),
})).item;

/** Cut off, or with bytes changed, put in, left out or repeated. */
export function damage(body: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat({ max: body.length });
  return fc.oneof(
    place.map((at) => body.subarray(0, at)),
    fc
      .array(fc.tuple(place, fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const changed = Uint8Array.from(body);
        for (const [at, byte] of changes) changed[at] = byte;
        return changed;
      }),
    fc
      .tuple(place, place, fc.oneof(items, fc.constant(new Uint8Array())))
      .map(([from, to, piece]) => join([body.subarray(0, from), piece, body.subarray(to)])),
  );
}

function heads(): fc.Arbitrary<Uint8Array> {
  const major = fc.nat({ max: 7 });
  return fc.oneof(
    fc.tuple(major, fc.nat({ max: 31 })).map(([kind, minor]) => Uint8Array.of((kind << 5) | minor)),
    // A length of four or eight bytes, from a few to more than there are atoms.
    fc
      .tuple(major, fc.constantFrom(1, 300, 2 ** 25 - 1, 2 ** 31, 2 ** 32 - 1))
      .map(([kind, count]) => {
        const head = Buffer.alloc(5);
        head[0] = (kind << 5) | 26;
        head.writeUInt32BE(count, 1);
        return head;
      }),
    fc.tuple(major, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })).map(([kind, count]) => {
      const head = Buffer.alloc(9);
      head[0] = (kind << 5) | 27;
      head.writeBigUInt64BE(count, 1);
      return head;
    }),
  );
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
