// Collections over SQLite in a folder.
import { type Collection, type DocumentForm, type Entry, endOf, type Store } from './collection.ts';
import { ABSENT, createDocumentCache, type DocumentCache } from './document-cache.ts';
import { createDurability, type Durability, type DurabilityOptions } from './durability.ts';
import { toStoreError } from './errors.ts';
import { STATE_VERSION } from './migrate.ts';
import { closeDatabase, openInFolder } from './open-database.ts';
import { prepareStatements, type Statements } from './statements.ts';

export interface FolderStoreOptions extends Pick<DurabilityOptions, 'sync'> {
  /** Pages in the write-ahead log at which they are moved into the database. */
  readonly logPagesMax?: number;
}

/** @throws as createStore */
export function createFolderStore(
  folder: string,
  { logPagesMax, ...options }: FolderStoreOptions = {},
): Store {
  const { database, logFile } = openInFolder(folder, logPagesMax);
  const durability = createDurability({ file: logFile, ...options });
  /** SQLite's own errors in our words. */
  const guard = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw toStoreError(error, folder);
    }
  };
  const statements = prepareStatements(database);
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
    collection: <Document>(name: string, form?: DocumentForm<Document>) => {
      if (form?.read !== undefined) cache.readBy(name, form.read);
      return createCollection(name, form, { statements, cache, guard, beginWrite, durability });
    },
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
      durable: true,
      folder,
      version: STATE_VERSION,
    },
    close: () => {
      durability.close();
      closeDatabase(database);
    },
  };
}

interface CollectionParts {
  readonly statements: Statements;
  readonly cache: DocumentCache;
  readonly guard: <Result>(work: () => Result) => Result;
  readonly beginWrite: () => void;
  readonly durability: Durability;
}

function createCollection<Document>(
  name: string,
  form: DocumentForm<Document> | undefined,
  { statements, cache, guard, beginWrite, durability }: CollectionParts,
): Collection<Document> {
  const { get, put, remove, ascending, descending, count } = statements;
  return {
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
      const text = form?.write(document) ?? JSON.stringify(document);
      cache.forget(name, key);
      beginWrite();
      guard(() => put.run(name, key, text));
      if (form === undefined) cache.keepUnread(name, key, text);
      else cache.keepWritten(name, key, text, document);
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
        document: cache.parse(name, row.document) as Document,
      }));
      cache.keepList(name, asked, entries);
      return entries;
    },
    count: (prefix = '') =>
      (count.get(name, '', prefix, endOf(prefix), endOf(prefix)) as { total: number }).total,
  };
}
