/** How releases before state version 2 laid documents, in SQL. */
export const FORMER_TABLES = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE documents (
    collection TEXT NOT NULL, key TEXT NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (collection, key)) WITHOUT ROWID;
`;
