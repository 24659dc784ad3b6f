// Stores from before go on where they stopped.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import Database from 'libsql';
import { createStore } from '../../../local/store.ts';
import { FORMER_TABLES } from '../../support/former-store.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:old-AbCdEf';

test('a new store has the version of today, and no copy of anything', () => {
  const store = createStore(folder);
  store.close();
  expect(readVersion('store.db')).toBe(2);
  expect(existsSync(join(folder, 'store-v0.db'))).toBe(false);
});

test('deletions of both former forms are taken over', () => {
  writeFormer({
    'secretsmanager/secrets': { 'us-east-1/old': { name: 'old', arn: ARN } },
    'secretsmanager/deletions': {
      'us-east-1/old': 1_800_000_000_000,
      'us-east-1/newer': { arn: 'arn:newer', dueMs: 1_900_000_000_000 },
      'us-east-1/gone': 1_700_000_000_000,
    },
    'kms/keys': { 'us-east-1/a': { untouched: true } },
  });
  const store = createStore(folder);
  const deletions = store.collection('secretsmanager/deletions').list();
  const key = store.collection('kms/keys').get('us-east-1/a');
  store.close();
  expect(deletions).toEqual([
    { key: 'us-east-1/newer', document: { arn: 'arn:newer', dueMs: 1_900_000_000_000 } },
    { key: 'us-east-1/old', document: { arn: ARN, dueMs: 1_800_000_000_000 } },
  ]);
  expect(key).toEqual({ untouched: true });
  expect(readVersion('store.db')).toBe(2);
});

test('documents of the second form lie as a new store lays them, none lost', () => {
  const collections = {
    'kms/keys': { b: 'x'.repeat(10_000), a: { small: true } },
    'iam/role': { a: [1, 2, 3] },
  };
  writeFormer(collections, (exec) => exec('PRAGMA user_version = 1'));
  const store = createStore(folder);
  const keys = store.collection('kms/keys').list();
  const role = store.collection('iam/role').get('a');
  store.collection('kms/keys').put('a', { small: false });
  const changed = store.collection('kms/keys').count();
  store.close();
  expect(keys).toEqual([
    { key: 'a', document: { small: true } },
    { key: 'b', document: 'x'.repeat(10_000) },
  ]);
  expect(role).toEqual([1, 2, 3]);
  expect(changed).toBe(2);
  const fresh = join(folder, 'fresh');
  mkdirSync(fresh);
  createStore(fresh).close();
  expect(readColumns('store.db')).toEqual(readColumns('fresh/store.db'));
  expect(readVersion('store-v1.db')).toBe(1);
});

test('the store as it was before is kept beside it', () => {
  writeFormer({ 'secretsmanager/deletions': { 'us-east-1/gone': 1 } });
  createStore(folder).close();
  expect(readVersion('store-v0.db')).toBe(0);
  const copy = new Database(join(folder, 'store-v0.db'));
  const rows = copy.prepare('SELECT key, document FROM documents').all();
  copy.close();
  expect(rows).toEqual([{ key: 'us-east-1/gone', document: '1' }]);
});

test('a migration that was cut off is begun anew', () => {
  writeFormer({ 'secretsmanager/deletions': { 'us-east-1/bad': 1 } });
  const former = new Database(join(folder, 'store.db'));
  former.exec(`UPDATE documents SET document = '{'`);
  former.close();
  expect(() => createStore(folder)).toThrow(SyntaxError);
  expect(readVersion('store.db')).toBe(0);
  const mended = new Database(join(folder, 'store.db'));
  mended.exec(`UPDATE documents SET document = '1'`);
  mended.close();
  createStore(folder).close();
  expect(readVersion('store.db')).toBe(2);
});

test('a former store that was killed is taken over with what its log holds', () => {
  const killed = join(folder, 'killed');
  mkdirSync(killed);
  writeFormer({ 'kms/keys': { a: 1 } }, () => {
    for (const name of ['store.db', 'store.db-wal']) {
      copyFileSync(join(folder, name), join(killed, name));
    }
  });
  const store = createStore(killed);
  expect(store.collection('kms/keys').get('a')).toBe(1);
  store.close();
});

/** As Rekey wrote them before stores had a version. */
function writeFormer(
  collections: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  beforeClose?: (exec: (sql: string) => void) => void,
): void {
  const database = new Database(join(folder, 'store.db'));
  database.exec(FORMER_TABLES);
  for (const [collection, documents] of Object.entries(collections)) {
    for (const [key, document] of Object.entries(documents)) {
      const text = JSON.stringify(document);
      database.exec(`INSERT INTO documents VALUES ('${collection}', '${key}', '${text}')`);
    }
  }
  beforeClose?.((sql) => database.exec(sql));
  database.close();
}

function readVersion(name: string): number | undefined {
  const database = new Database(join(folder, name));
  const [row] = database.prepare('PRAGMA user_version').all() as { user_version: number }[];
  database.close();
  return row?.user_version;
}

/** With what the key is made of, and whether documents lie in its tree. */
function readColumns(name: string): unknown {
  const database = new Database(join(folder, name));
  const columns = database.pragma('table_xinfo(documents)');
  const [table] = database.pragma('table_list(documents)') as { wr: number }[];
  database.close();
  return { columns, withoutRowid: table?.wr };
}
