// What the endpoint remembers: ordered collections of JSON documents over SQLite, in memory or in a folder.
import { ABSENT, createDocumentCache } from './store/document-cache.ts';
import { createDurability, notDurable } from './store/durability.ts';
import { toStoreError } from './store/errors.ts';
import { STATE_VERSION } from './store/migrate.ts';
import { closeDatabase, openInFolder, openInMemory } from './store/open-database.ts';

export interface Store {
  /** A named, ordered map. Names are `<service>/<noun>`, so that services cannot meet by accident. */
  collection<Document>(name: string): Collection<Document>;
  /** All of `work`'s writes, or none. Synchronous, and may be nested (the outermost commits). */
  transaction<Result>(work: () => Result): Result;
  /**
   * Resolves once all that was written so far is on the disk; at once where there is nothing to wait for. Awaited before anything of it is
   * told to anybody outside: an answer, a Lambda's start, a delivery. @throws `StoreFailed`, and from then on always
   */
  durable(): Promise<void>;
  readonly state: StoreState;
  close(): void;
}

export interface StoreState {
  /** False where all is in memory. */
  readonly durable: boolean;
  readonly folder?: string;
  /** Of the form in which documents are stored; see store/migrate.ts. */
  readonly version: number;
}

export interface Collection<Document> {
  get(key: string): Document | undefined;
  put(key: string, document: Document): void;
  /** True if something was there. */
  delete(key: string): boolean;
  /** Entries in the order of their keys (UTF-8 bytes), strictly between `after` and `before`, with `prefix`. */
  list(range?: KeyRange): readonly Entry<Document>[];
  count(prefix?: string): number;
}

export interface KeyRange {
  readonly prefix?: string;
  readonly after?: string;
  /** Where the next page of a descending list ends. */
  readonly before?: string;
  readonly limit?: number;
  readonly reverse?: boolean;
}

export interface Entry<Document> {
  readonly key: string;
  readonly document: Document;
}

/**
 * @param folder where the database lies (made with mode 0700), or undefined for memory
 * @throws `StoreInUse` where another endpoint has it open, `StoreTooNew`, `StoreDamaged`, `StoreUnusable`, `StoreFull`
 */
export function createStore(folder?: string): Store {
  const { database, logFile } = folder === undefined ? openInMemory() : openInFolder(folder);
  const durability = logFile === undefined ? notDurable : createDurability({ file: logFile });
  /** SQLite's own errors in our words. */
  const guard = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw toStoreError(error, folder ?? 'memory');
    }
  };
  const get = database.prepare('SELECT document FROM documents WHERE collection = ? AND key = ?');
  const put = database.prepare('INSERT OR REPLACE INTO documents VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM documents WHERE collection = ? AND key = ?');
  const range =
    'FROM documents WHERE collection = ? AND key > ? AND key >= ? AND key < ? AND key < ?';
  const ascending = database.prepare(`SELECT key, document ${range} ORDER BY key LIMIT ?`);
  const descending = database.prepare(`SELECT key, document ${range} ORDER BY key DESC LIMIT ?`);
  const count = database.prepare(`SELECT count(*) AS total ${range}`);
  const cache = createDocumentCache();
  let depth = 0;
  let hasBegun = false;

  /** Nobody else writes, so a transaction begins with its first write, and one that only reads costs nothing. */
  const beginWrite = (): void => {
    if (depth === 0 || hasBegun) return;
    guard(() => database.exec('BEGIN IMMEDIATE'));
    hasBegun = true;
  };

  return {
    collection: <Document>(name: string): Collection<Document> => ({
      get: (key) => {
        const known = cache.find(name, key);
        if (known === ABSENT) return undefined;
        if (known !== undefined) return known as Document;
        const row = guard(() => get.get(name, key)) as { document: string } | undefined;
        if (row !== undefined) return cache.keep(name, key, row.document) as Document;
        cache.keepAbsent(name, key);
        return undefined;
      },
      put: (key, document) => {
        const text = JSON.stringify(document);
        cache.forget(name, key);
        beginWrite();
        guard(() => put.run(name, key, text));
        cache.keepUnread(name, key, text);
        durability.wrote();
      },
      delete: (key) => {
        cache.forget(name, key);
        beginWrite();
        const isGone = guard(() => remove.run(name, key)).changes > 0;
        if (isGone) durability.wrote();
        return isGone;
      },
      list: ({ prefix = '', after = '', before, limit = -1, reverse = false } = {}) => {
        const end = endOf(prefix);
        const asked = JSON.stringify([prefix, after, before, limit, reverse]);
        const known = cache.findList(name, asked);
        if (known !== undefined) return known as readonly Entry<Document>[];
        const rows = guard(() =>
          (reverse ? descending : ascending).all(name, after, prefix, end, before ?? end, limit),
        ) as { key: string; document: string }[];
        const entries = rows.map((row) => ({
          key: row.key,
          document: JSON.parse(row.document) as Document,
        }));
        cache.keepList(name, asked, entries);
        return entries;
      },
      count: (prefix = '') =>
        (count.get(name, '', prefix, endOf(prefix), endOf(prefix)) as { total: number }).total,
    }),
    transaction: (work) => {
      if (depth > 0) return work();
      depth += 1;
      try {
        const result = work();
        if (hasBegun) guard(() => database.exec('COMMIT'));
        return result;
      } catch (error) {
        // What was read since it began may be of what is taken back.
        if (hasBegun) cache.clear();
        // Where the disk is full SQLite has rolled back by itself.
        if (database.inTransaction) database.exec('ROLLBACK');
        throw error;
      } finally {
        depth -= 1;
        hasBegun = false;
      }
    },
    durable: () => durability.durable(),
    state: {
      durable: folder !== undefined,
      ...(folder === undefined ? {} : { folder }),
      version: STATE_VERSION,
    },
    close: () => {
      durability.close();
      closeDatabase(database);
    },
  };
}

/** The first key after all that begin with `prefix`: U+10FFFF is above every other character in UTF-8. */
function endOf(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}
