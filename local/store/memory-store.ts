// Collections in memory, as JSON texts: whoever reads gets a document of the store's own, as from SQLite, at a tenth of the work. Where a
// collection has a form its documents lie here as they were put.
import {
  type Collection,
  type DocumentForm,
  type Entry,
  endOf,
  type KeyRange,
  type Store,
} from './collection.ts';
import { createDocumentCache, type DocumentCache } from './document-cache.ts';
import { STATE_VERSION } from './migrate.ts';
import { createSortedKeys, isBefore, type SortedKeys } from './sorted-keys.ts';

interface Entries {
  /** JSON texts, or documents where the collection has a form. */
  readonly byKey: Map<string, unknown>;
  readonly keys: SortedKeys;
}

export function createMemoryStore(): Store {
  const collections = new Map<string, Entries>();
  const cache = createDocumentCache();
  /** What takes a transaction's writes back, in their order; undefined outside of one. */
  let undo: (() => void)[] | undefined;

  const load = (name: string): Entries => {
    const known = collections.get(name);
    if (known !== undefined) return known;
    const made: Entries = { byKey: new Map(), keys: createSortedKeys() };
    collections.set(name, made);
    return made;
  };

  return {
    collection: <Document>(name: string, form?: DocumentForm<Document>): Collection<Document> => {
      const entries = load(name);
      if (form?.read !== undefined) cache.readBy(name, form.read);
      const write = (key: string, stored: unknown): boolean => {
        const before = entries.byKey.get(key);
        cache.forget(name, key);
        writeEntry(entries, key, stored);
        undo?.push(() => writeEntry(entries, key, before));
        return before !== undefined;
      };
      /** Whoever reads need not know whether the writer had a form. */
      const read = (key: string): Document | undefined => {
        const stored = entries.byKey.get(key);
        if (typeof stored !== 'string') return stored as Document | undefined;
        return (cache.find(name, key) ?? cache.keep(name, key, stored)) as Document;
      };
      return {
        get: read,
        put: (key, document) => {
          const isKept = form !== undefined && typeof document === 'object';
          write(key, isKept ? document : JSON.stringify(document));
        },
        delete: (key) => write(key, undefined),
        list: (range = {}) =>
          readList(cache, name, range, () =>
            listKeys(entries.keys, range).map(
              (key): Entry<Document> => ({ key, document: read(key) as Document }),
            ),
          ) as readonly Entry<Document>[],
        count: (prefix = '') => listKeys(entries.keys, { prefix }).length,
      };
    },
    transaction: (work) => {
      if (undo !== undefined) return work();
      undo = [];
      try {
        return work();
      } catch (error) {
        if (undo.length > 0) cache.clear();
        for (const takeBack of undo.reverse()) takeBack();
        throw error;
      } finally {
        undo = undefined;
      }
    },
    durable: () => undefined,
    state: { durable: false, version: STATE_VERSION },
    close: () => {
      collections.clear();
      cache.clear();
    },
  };
}

/** @param stored undefined where the key goes */
function writeEntry({ byKey, keys }: Entries, key: string, stored: unknown): void {
  const isThere = byKey.has(key);
  if (stored === undefined) {
    if (isThere) keys.delete(key);
    byKey.delete(key);
    return;
  }
  if (!isThere) keys.add(key);
  byKey.set(key, stored);
}

function listKeys(
  keys: SortedKeys,
  { prefix = '', after = '', before, limit = -1, reverse = false }: KeyRange,
): string[] {
  const end = before === undefined || isBefore(endOf(prefix), before) ? endOf(prefix) : before;
  const found: string[] = [];
  const least = isBefore(prefix, after) ? after : prefix;
  for (const key of reverse ? keys.descending(end) : keys.ascending(least)) {
    if (found.length === limit) break;
    if (reverse ? isBefore(key, prefix) || !isBefore(after, key) : !isBefore(key, end)) break;
    if (isBefore(after, key)) found.push(key);
  }
  return found;
}

function readList(
  cache: DocumentCache,
  name: string,
  range: KeyRange,
  read: () => readonly Entry<unknown>[],
): readonly Entry<unknown>[] {
  const asked = JSON.stringify(range);
  const known = cache.findList(name, asked);
  if (known !== undefined) return known;
  const entries = read();
  cache.keepList(name, asked, entries);
  return entries;
}
