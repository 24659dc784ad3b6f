import type { Database } from 'libsql';

/** Changes stored documents from the form of one version to the next one's. Synchronous; what cuts it off undoes it. */
export type Migration = (database: Database) => void;
