// A collection whose documents, once read, need not be parsed again: GetSecretValue looks for its secret twice, for the permission and for the
// answer. Only what was read is kept, never what was written, and nothing survives a transaction that failed.
import { createBoundedCache } from '../bounded-cache.ts';
import type { Collection, Store } from '../store.ts';

export interface CachedCollection<Document>
  extends Pick<Collection<Document>, 'get' | 'put' | 'delete' | 'list'> {
  /** Every transaction that writes to the collection is opened here. */
  transaction<Result>(work: () => Result): Result;
}

export function createCachedCollection<Document>(
  store: Store,
  name: string,
  entriesMax: number,
): CachedCollection<Document> {
  const collection = store.collection<Document>(name);
  const cache = createBoundedCache<Document>(entriesMax);
  return {
    get: (key) => {
      const cached = cache.get(key);
      if (cached !== undefined) return cached;
      const found = collection.get(key);
      if (found !== undefined) cache.set(key, found);
      return found;
    },
    put: (key, document) => {
      cache.delete(key);
      collection.put(key, document);
    },
    delete: (key) => {
      cache.delete(key);
      return collection.delete(key);
    },
    list: (range) => collection.list(range),
    transaction: (work) => {
      try {
        return store.transaction(work);
      } catch (error) {
        cache.clear();
        throw error;
      }
    },
  };
}
