// secretsmanager/deletions held the due time alone; now it names the secret too, for the event that its end is told by.
import type { Migration } from '../migration.ts';

const COLLECTION = 'secretsmanager/deletions';

export const nameDeletedSecrets: Migration = (database) => {
  const rows = database
    .prepare(
      `SELECT key, document,
        (SELECT json_extract(document, '$.arn') FROM documents AS secret
          WHERE collection = 'secretsmanager/secrets' AND secret.key = deletion.key) AS arn
      FROM documents AS deletion WHERE collection = '${COLLECTION}'`,
    )
    .all() as { key: string; document: string; arn: string | null }[];
  const put = database.prepare(`INSERT OR REPLACE INTO documents VALUES ('${COLLECTION}', ?, ?)`);
  const remove = database.prepare(
    `DELETE FROM documents WHERE collection = '${COLLECTION}' AND key = ?`,
  );
  for (const { key, document, arn } of rows) {
    const dueMs = JSON.parse(document) as unknown;
    if (typeof dueMs !== 'number') continue; // written in the new form before there were versions
    // where the secret has gone already, nothing is due
    if (arn === null) remove.run(key);
    else put.run(key, JSON.stringify({ arn, dueMs }));
  }
};
