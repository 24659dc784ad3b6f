// Collections in memory, as JSON texts: whoever reads gets a document of the store's own, as from SQLite, at a tenth of the work.
import { type Collection, type Entry, endOf, type KeyRange, type Store } from './collection.ts';
import { createDocumentCache, type DocumentCache } from './document-cache.ts';
import { STATE_VERSION } from './migrate.ts';
import { createSortedKeys, isBefore, type SortedKeys } from './sorted-keys.ts';

interface Texts {
  readonly byKey: Map<string, string>;
  readonly keys: SortedKeys;
}

export function createMemoryStore(): Store {
  const collections = new Map<string, Texts>();
  const cache = createDocumentCache();
  /** What takes a transaction's writes back, in their order; undefined outside of one. */
  let undo: (() => void)[] | undefined;

  const load = (name: string): Texts => {
    const known = collections.get(name);
    if (known !== undefined) return known;
    const made: Texts = { byKey: new Map(), keys: createSortedKeys() };
    collections.set(name, made);
    return made;
  };

  return {
    collection: <Document>(name: string): Collection<Document> => {
      const texts = load(name);
      const write = (key: string, text: string | undefined): boolean => {
        const before = texts.byKey.get(key);
        cache.forget(name, key);
        writeText(texts, key, text);
        undo?.push(() => writeText(texts, key, before));
        return before !== undefined;
      };
      const read = (key: string): Document => {
        const document = cache.find(name, key) ?? cache.keep(name, key, texts.byKey.get(key) ?? '');
        return document as Document;
      };
      return {
        get: (key) => (texts.byKey.has(key) ? read(key) : undefined),
        put: (key, document) => {
          write(key, JSON.stringify(document));
        },
        delete: (key) => write(key, undefined),
        list: (range = {}) =>
          readList(cache, name, range, () =>
            listKeys(texts.keys, range).map(
              (key): Entry<Document> => ({ key, document: read(key) }),
            ),
          ) as readonly Entry<Document>[],
        count: (prefix = '') => listKeys(texts.keys, { prefix }).length,
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

/** @param text undefined where the key goes */
function writeText({ byKey, keys }: Texts, key: string, text: string | undefined): void {
  const isThere = byKey.has(key);
  if (text === undefined) {
    if (isThere) keys.delete(key);
    byKey.delete(key);
    return;
  }
  if (!isThere) keys.add(key);
  byKey.set(key, text);
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
