// What the store asks SQLite for, compiled once.
import type { Database } from 'libsql';

const RANGE =
  'FROM documents WHERE collection = ? AND key > ? AND key >= ? AND key < ? AND key < ?';

export type Statements = ReturnType<typeof prepareStatements>;

export function prepareStatements(database: Database) {
  return {
    get: database.prepare('SELECT document FROM documents WHERE collection = ? AND key = ?'),
    // Not OR REPLACE, which would take the row out and write it again elsewhere.
    put: database.prepare(
      'INSERT INTO documents VALUES (?, ?, ?) ON CONFLICT (collection, key) DO UPDATE SET document = excluded.document',
    ),
    remove: database.prepare('DELETE FROM documents WHERE collection = ? AND key = ?'),
    ascending: database.prepare(`SELECT key, document ${RANGE} ORDER BY key LIMIT ?`),
    descending: database.prepare(`SELECT key, document ${RANGE} ORDER BY key DESC LIMIT ?`),
    count: database.prepare(`SELECT count(*) AS total ${RANGE}`),
  };
}
