import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Collection, createStore, type Store } from '../../../local/store.ts';

interface Counted {
  readonly count: number;
}

let store: Store;
let counts: Collection<Counted>;

beforeEach(() => {
  store = createStore();
  counts = store.collection('test/counts');
});

afterEach(() => {
  store.close();
});

function failAfter(work: () => void): void {
  const transact = (): void =>
    store.transaction(() => {
      work();
      throw new Error('undone');
    });
  expect(transact).toThrow('undone');
}

test('a document that was read is not made again', () => {
  counts.put('a', { count: 1 });
  expect(counts.get('a')).toBe(counts.get('a'));
});

test('what a failed transaction wrote is not remembered, even where it was read inside', () => {
  counts.put('a', { count: 1 });
  expect(counts.get('a')).toEqual({ count: 1 });
  failAfter(() => {
    counts.put('a', { count: 2 });
    expect(counts.get('a')).toEqual({ count: 2 });
  });
  expect(counts.get('a')).toEqual({ count: 1 });
  counts.put('a', { count: 3 });
  expect(counts.get('a')).toEqual({ count: 3 });
});

test('what a failed transaction deleted is there again', () => {
  counts.put('a', { count: 1 });
  failAfter(() => {
    expect(counts.delete('a')).toBe(true);
    expect(counts.get('a')).toBeUndefined();
    expect(counts.list()).toEqual([]);
  });
  expect(counts.get('a')).toEqual({ count: 1 });
  expect(counts.list()).toEqual([{ key: 'a', document: { count: 1 } }]);
});

test('what was not there is found once it is written, and gone once it is deleted', () => {
  expect(counts.get('a')).toBeUndefined();
  counts.put('a', { count: 1 });
  expect(counts.get('a')).toEqual({ count: 1 });
  counts.delete('a');
  expect(counts.get('a')).toBeUndefined();
});

test('a list is read again after each write to its collection, and each range is a list of its own', () => {
  expect(counts.list()).toEqual([]);
  counts.put('a', { count: 1 });
  counts.put('b', { count: 2 });
  expect(counts.list().map(({ key }) => key)).toEqual(['a', 'b']);
  expect(counts.list({ reverse: true }).map(({ key }) => key)).toEqual(['b', 'a']);
  expect(counts.list({ after: 'a' }).map(({ key }) => key)).toEqual(['b']);
  counts.put('b', { count: 3 });
  expect(counts.list({ after: 'a' })).toEqual([{ key: 'b', document: { count: 3 } }]);
  counts.delete('a');
  expect(counts.list().map(({ key }) => key)).toEqual(['b']);
});

test('more than the cache holds is still found', () => {
  const texts = store.collection<string>('test/texts');
  const text = 'x'.repeat(1024 * 1024);
  for (let index = 0; index < 20; index += 1) texts.put(String(index), `${text}${String(index)}`);
  for (let index = 0; index < 20; index += 1) {
    expect(texts.get(String(index))?.slice(text.length)).toBe(String(index));
  }
});
