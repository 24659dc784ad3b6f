import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createStore, type DocumentForm, type KeyRange, type Store } from '../../../local/store.ts';

type Write = { readonly key: string; readonly value: number | undefined };
type Step =
  | { readonly writes: readonly Write[]; readonly fails: boolean }
  | { readonly range: KeyRange };

const key = fc
  .array(fc.constantFrom('a', 'b', '/', '\u00e9', '\uffee', '\u{1f511}'), { maxLength: 4 })
  .map((characters) => characters.join(''));
const write = fc.record({ key, value: fc.option(fc.nat(9), { nil: undefined }) });
const range = fc.record(
  { prefix: key, after: key, before: key, limit: fc.nat(4), reverse: fc.boolean() },
  { requiredKeys: [] },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ writes: fc.array(write, { maxLength: 6 }), fails: fc.boolean() }),
  fc.record({ range }),
);

/** What is seen of a store on the way; with a form documents are kept as they were put. */
function run(
  store: Store,
  name: string,
  steps: readonly Step[],
  form?: DocumentForm<unknown>,
): readonly unknown[] {
  const collection = store.collection<unknown>(name, form);
  return steps.map((one) => {
    if ('range' in one) return [collection.list(one.range), collection.count(one.range.prefix)];
    try {
      return store.transaction(() => {
        const seen = one.writes.map(({ key: written, value }) => {
          if (value === undefined) return collection.delete(written);
          collection.put(written, { value });
          return collection.get(written);
        });
        if (one.fails) throw new Error('undone');
        return seen;
      });
    } catch {
      return [collection.list(), one.writes.map(({ key: written }) => collection.get(written))];
    }
  });
}

test('a store in memory gives what a store in a folder gives, in the same order', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-store-'));
  const [memory, disk] = [createStore(), createStore(join(folder, 'store'))];
  let runs = 0;
  try {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        runs += 1;
        const name = `test/${String(runs)}`;
        const seen = run(memory, name, steps);
        expect(run(disk, name, steps)).toEqual(seen);
        const form = { write: JSON.stringify };
        expect(run(memory, `${name}/kept`, steps, form)).toEqual(seen);
        expect(run(disk, `${name}/kept`, steps, form)).toEqual(seen);
        // Who reads without the form finds the same.
        const [kept, plain] = [`${name}/kept`, name].map((one) => disk.collection(one).list());
        expect(kept).toEqual(plain);
        expect(memory.collection(`${name}/kept`).list()).toEqual(plain);
      }),
      { numRuns: 150 },
    );
  } finally {
    memory.close();
    disk.close();
    rmSync(folder, { recursive: true });
  }
});

test('thousands of keys that come in any order go out in theirs', () => {
  const store = createStore();
  const numbers = store.collection<number>('test/numbers');
  const keyOf = (index: number): string => String(index).padStart(5, '0');
  for (let index = 0; index < 5000; index += 1) {
    const shuffled = (index * 1999) % 5000;
    numbers.put(keyOf(shuffled), shuffled);
  }
  for (let index = 0; index < 5000; index += 2) numbers.delete(keyOf(index));
  const odd = Array.from({ length: 2500 }, (_, index) => 2 * index + 1);
  expect(numbers.list().map(({ document }) => document)).toEqual(odd);
  expect(numbers.list({ reverse: true }).map(({ document }) => document)).toEqual(odd.reverse());
  expect(numbers.list({ after: keyOf(3000), limit: 2 }).map(({ document }) => document)).toEqual([
    3001, 3003,
  ]);
  store.close();
});
