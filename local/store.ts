// What the endpoint remembers: ordered collections of JSON documents over SQLite, in memory or in a folder.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { createDurability, notDurable } from './store/durability.ts';
import { storeInUse } from './store/errors.ts';

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
  close(): void;
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
 * @throws `StoreInUse` where another endpoint has it open
 */
export function createStore(folder?: string): Store {
  const database = openDatabase(folder);
  const durability =
    folder === undefined ? notDurable : createDurability({ file: join(folder, `${FILE}-wal`) });
  const get = database.prepare('SELECT document FROM documents WHERE collection = ? AND key = ?');
  const put = database.prepare('INSERT OR REPLACE INTO documents VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM documents WHERE collection = ? AND key = ?');
  const range =
    'FROM documents WHERE collection = ? AND key > ? AND key >= ? AND key < ? AND key < ?';
  const ascending = database.prepare(`SELECT key, document ${range} ORDER BY key LIMIT ?`);
  const descending = database.prepare(`SELECT key, document ${range} ORDER BY key DESC LIMIT ?`);
  const count = database.prepare(`SELECT count(*) AS total ${range}`);
  let depth = 0;

  return {
    collection: <Document>(name: string): Collection<Document> => ({
      get: (key) => {
        const row = get.get(name, key) as { document: string } | undefined;
        return row === undefined ? undefined : (JSON.parse(row.document) as Document);
      },
      put: (key, document) => {
        put.run(name, key, JSON.stringify(document));
        durability.wrote();
      },
      delete: (key) => {
        const isGone = remove.run(name, key).changes > 0;
        if (isGone) durability.wrote();
        return isGone;
      },
      list: ({ prefix = '', after = '', before, limit = -1, reverse = false } = {}) => {
        const rows = (reverse ? descending : ascending).all(
          name,
          after,
          prefix,
          endOf(prefix),
          before ?? endOf(prefix),
          limit,
        ) as { key: string; document: string }[];
        return rows.map((row) => ({
          key: row.key,
          document: JSON.parse(row.document) as Document,
        }));
      },
      count: (prefix = '') =>
        (count.get(name, '', prefix, endOf(prefix), endOf(prefix)) as { total: number }).total,
    }),
    transaction: (work) => {
      if (depth > 0) return work();
      database.exec('BEGIN IMMEDIATE');
      depth += 1;
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      } finally {
        depth -= 1;
      }
    },
    durable: () => durability.durable(),
    close: () => {
      durability.close();
      // Statements outlive `close` until they are collected, and would keep the lock for so long.
      database.exec(
        'PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT 1 FROM documents LIMIT 1',
      );
      database.close();
    },
  };
}

const FILE = 'store.db';
/** Pages in the write-ahead log at which SQLite moves them into the database: 16 MiB. */
const LOG_PAGES_MAX = 4096;
const PAGE_BYTES = 4096;

function openDatabase(folder: string | undefined): Database.Database {
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  }
  const database = new Database(folder === undefined ? ':memory:' : join(folder, FILE));
  try {
    setUp(database);
  } catch (error) {
    database.close();
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error;
    throw storeInUse(folder ?? '', error);
  }
  return database;
}

/** Exclusive: a second endpoint over one store would fire every timer and carry on every execution once more. */
function setUp(database: Database.Database): void {
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA wal_autocheckpoint = ${String(LOG_PAGES_MAX)};
    PRAGMA journal_size_limit = ${String(4 * LOG_PAGES_MAX * PAGE_BYTES)};
    CREATE TABLE IF NOT EXISTS documents (
      collection TEXT NOT NULL, key TEXT NOT NULL, document TEXT NOT NULL,
      PRIMARY KEY (collection, key)) WITHOUT ROWID;
  `);
}

/** The first key after all that begin with `prefix`: U+10FFFF is above every other character in UTF-8. */
function endOf(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}
