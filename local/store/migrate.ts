// The state's version, and the way from an older one to ours: each step a file, all of them in one transaction, with a copy of the store kept
// from before.
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'libsql';
import { storeTooNew } from './errors.ts';
import { syncFile } from './folder.ts';
import type { Migration } from './migration.ts';
import { nameDeletedSecrets } from './migrations/1-name-deleted-secrets.ts';
import { documentsInOrder } from './migrations/2-documents-in-order.ts';

/** The first leads from version 0 (stores from before there were versions) to 1. Only ever appended to. */
const MIGRATIONS: readonly Migration[] = [nameDeletedSecrets, documentsInOrder];

export const STATE_VERSION = MIGRATIONS.length;

function createTables(database: Database): void {
  database.exec(`
    CREATE TABLE documents (
      collection TEXT NOT NULL, key TEXT NOT NULL, document TEXT NOT NULL,
      PRIMARY KEY (collection, key));
    PRAGMA user_version = ${String(STATE_VERSION)};
  `);
}

/**
 * @param check run before anything is written to a store that is not new
 * @throws `StoreTooNew`
 */
export function migrate(database: Database, folder: string, check: () => void): void {
  const version = readVersion(database);
  if (version > STATE_VERSION) throw storeTooNew(folder, version, STATE_VERSION);
  if (!hasTables(database)) {
    database.exec('BEGIN');
    createTables(database);
    database.exec('COMMIT');
    return;
  }
  check();
  if (version === STATE_VERSION) return;
  copyBefore(database, join(folder, `store-v${String(version)}.db`));
  database.exec('BEGIN');
  for (const run of MIGRATIONS.slice(version)) run(database);
  database.exec(`PRAGMA user_version = ${String(STATE_VERSION)}; COMMIT`);
}

function readVersion(database: Database): number {
  const row = database.prepare('PRAGMA user_version').get() as { readonly user_version: number };
  return row.user_version;
}

function hasTables(database: Database): boolean {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'documents'").get();
  return table !== undefined;
}

/** Whole and on the disk under its name, or not there: a start that was cut off makes it anew. */
function copyBefore(database: Database, copy: string): void {
  const draft = `${copy}.part`;
  rmSync(draft, { force: true });
  database.prepare('VACUUM INTO ?').run(draft);
  syncFile(draft);
  renameSync(draft, copy);
}
