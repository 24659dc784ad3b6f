// Documents lay in the tree of their keys, where one of over a kilobyte overflows its page and a new one lands anywhere. Now they lie in the
// order in which they came, and the tree holds their keys alone: half the work for each write.
import type { Migration } from '../migration.ts';

export const documentsInOrder: Migration = (database) => {
  database.exec(`
    CREATE TABLE documents_in_order (
      collection TEXT NOT NULL, key TEXT NOT NULL, document TEXT NOT NULL,
      PRIMARY KEY (collection, key));
    INSERT INTO documents_in_order SELECT collection, key, document FROM documents;
    DROP TABLE documents;
    ALTER TABLE documents_in_order RENAME TO documents;
  `);
};
