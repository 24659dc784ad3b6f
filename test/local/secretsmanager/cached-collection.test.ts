import { expect, test } from '@jest/globals';
import { createCachedCollection } from '../../../local/secretsmanager/cached-collection.ts';
import { createStore } from '../../../local/store.ts';

test('what a failed transaction wrote is not remembered, even where it was read inside', () => {
  const store = createStore();
  const collection = createCachedCollection<{ readonly count: number }>(store, 'counts', 10);
  collection.put('a', { count: 1 });
  expect(collection.get('a')).toEqual({ count: 1 });
  expect(() =>
    collection.transaction(() => {
      collection.put('a', { count: 2 });
      expect(collection.get('a')).toEqual({ count: 2 });
      throw new Error('undone');
    }),
  ).toThrow('undone');
  expect(collection.get('a')).toEqual({ count: 1 });
  collection.put('a', { count: 3 });
  expect(collection.get('a')).toEqual({ count: 3 });
  collection.delete('a');
  expect(collection.get('a')).toBeUndefined();
  store.close();
});
