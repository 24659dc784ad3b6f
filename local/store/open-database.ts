// SQLite as the store needs it: one process alone, a write-ahead log that `durable` syncs, and the state's version.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { storeDamaged, storeInUse, toStoreError } from './errors.ts';
import {
  checkNotEmptied,
  findHolder,
  nameHolder,
  prepareFile,
  prepareFolder,
  syncNames,
} from './folder.ts';
import { migrate } from './migrate.ts';

export interface OpenDatabase {
  readonly database: Database.Database;
  readonly logFile: string;
}

/** 16 MiB. */
const LOG_PAGES_MAX = 4096;
/** What a single large transaction leaves of the log is cut back to this. */
const LOG_BYTES_KEPT = 64 * 1024 * 1024;
/** Looking through every page takes a second for each 250 MB. After a crash it is done whatever it takes. */
const CHECKED_BYTES_MAX = 32 * 1024 * 1024;

/**
 * @param logPagesMax pages in the write-ahead log at which SQLite moves them into the database
 * @throws `StoreInUse`, `StoreTooNew`, `StoreDamaged`, `StoreUnusable`, `StoreFull`, and has changed nothing then
 */
export function openInFolder(folder: string, logPagesMax = LOG_PAGES_MAX): OpenDatabase {
  prepareFolder(folder);
  const file = join(folder, 'store.db');
  const logFile = `${file}-wal`;
  checkNotEmptied(folder, file);
  const isNew = !existsSync(file);
  const isChecked = existsSync(logFile) || (!isNew && statSync(file).size <= CHECKED_BYTES_MAX);
  prepareFile(folder, file);
  const database = connect(file, folder);
  try {
    lock(database, folder);
    migrate(database, folder, () => {
      if (isChecked) checkPages(database, folder);
    });
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = ${String(logPagesMax)};
      PRAGMA journal_size_limit = ${String(LOG_BYTES_KEPT)};
      SELECT 1 FROM documents LIMIT 1;
    `); // the first read makes the log's file
    nameHolder(folder);
    if (isNew) syncNames(folder);
  } catch (error) {
    closeDatabase(database);
    throw toStoreError(error, folder);
  }
  return { database, logFile };
}

/** Statements outlive `close` until they are collected, and would keep the lock for so long. */
export function closeDatabase(database: Database.Database): void {
  try {
    if (database.inTransaction) database.exec('ROLLBACK');
    database.exec(
      'PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT 1 FROM sqlite_schema LIMIT 1',
    );
  } catch {
    // A full disk or a bad page: the log stays, and the next start takes it up as after a crash.
  } finally {
    database.close();
  }
}

function connect(file: string, folder: string): Database.Database {
  try {
    return new Database(file);
  } catch (error) {
    throw toStoreError(error, folder);
  }
}

/** Exclusive: a second endpoint over one store would fire every timer and carry on every execution once more. */
function lock(database: Database.Database, folder: string): void {
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error;
    throw storeInUse(folder, findHolder(folder), error);
  }
}

function checkPages(database: Database.Database, folder: string): void {
  const { quick_check: finding } = database.prepare('PRAGMA quick_check(1)').get() as {
    readonly quick_check: string;
  };
  if (finding !== 'ok') throw storeDamaged(folder, finding);
}
