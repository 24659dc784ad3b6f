// A store that cannot be opened is refused in words, and loses nothing by the attempt.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import Database from 'libsql';
import { createStore, type Store } from '../../../local/store.ts';

const ROWS = 2000;

let folder: string;
let file: string;
let opened: Store[];

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'store-')), 'store');
  file = join(folder, 'store.db');
  opened = [];
});

afterEach(() => {
  for (const store of opened) store.close();
  rmSync(join(folder, '..'), { recursive: true });
});

test('a second endpoint on the same folder is refused by the name of the first one’s process', () => {
  const first = open();
  fill(first);
  expect(open).toThrow(
    expect.objectContaining({
      code: 'StoreInUse',
      message: `The store in ${folder} is in use by another process (pid ${String(process.pid)}).`,
    }),
  );
  expect(countRows(first)).toBe(ROWS);
});

test('after a refusal the folder can be opened as before', () => {
  close(open());
  setVersion(99);
  expect(open).toThrow(expect.objectContaining({ code: 'StoreTooNew' }));
  setVersion(1);
  expect(open().state).toEqual({ durable: true, folder, version: 2 });
});

test('a store of a newer version is refused, and not a byte of it changed', () => {
  const store = open();
  fill(store);
  close(store);
  setVersion(7);
  const before = readFileSync(file);
  expect(open).toThrow(
    expect.objectContaining({
      code: 'StoreTooNew',
      message: `The store in ${folder} has state version 7; this Rekey knows versions up to 2.`,
    }),
  );
  expect(readFileSync(file).equals(before)).toBe(true);
});

test.each([
  ['cut off in the middle', () => truncateSync(file, 4096 * 9)],
  ['no database at all', () => writeFileSync(file, 'x'.repeat(9000))],
  ['with a page of garbage', () => overwrite(4096 * 5, 4096)],
  ['empty', () => truncateSync(file, 0)],
  ['gone', () => rmSync(file)],
])('a database that is %s is called damaged', (_, damage) => {
  const store = open();
  fill(store);
  close(store);
  damage();
  const before = snapshot();
  expect(open).toThrow(expect.objectContaining({ code: 'StoreDamaged' }));
  expect(snapshot()).toEqual(before);
});

test('a page that goes bad while the endpoint runs is told by its name', () => {
  close(open(fill));
  const store = open();
  overwrite(4096 * 5, statSync(file).size - 4096 * 5);
  expect(() => countRows(store)).toThrow(expect.objectContaining({ code: 'StoreDamaged' }));
});

test('of a log with a torn end all that was committed before it is there', () => {
  const store = open();
  fill(store);
  const wal = readFileSync(`${file}-wal`);
  const copied = readFileSync(file);
  close(store);
  writeFileSync(file, copied);
  writeFileSync(`${file}-wal`, Buffer.concat([wal, Buffer.alloc(5000, 0xa5)]));
  expect(countRows(open())).toBe(ROWS);
});

test('a file is no folder', () => {
  mkdirSync(join(folder, '..', 'other'));
  writeFileSync(folder, 'mine');
  expect(open).toThrow(
    expect.objectContaining({
      code: 'StoreUnusable',
      message: `The store cannot be kept in ${folder} (EEXIST).`,
    }),
  );
  expect(readFileSync(folder, 'utf8')).toBe('mine');
});

test('a folder that others could read is closed to them', () => {
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  open();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

function open(work?: (store: Store) => void): Store {
  const store = createStore(folder);
  opened.push(store);
  work?.(store);
  return store;
}

function close(store: Store): void {
  opened = opened.filter((other) => other !== store);
  store.close();
}

function fill(store: Store): void {
  const rows = store.collection<string>('test/rows');
  store.transaction(() => {
    for (let row = 0; row < ROWS; row += 1) rows.put(`row ${String(row)}`, 'x'.repeat(200));
  });
}

function countRows(store: Store): number {
  return store.collection<string>('test/rows').list({ prefix: 'row ' }).length;
}

function overwrite(from: number, bytes: number): void {
  const content = readFileSync(file);
  content.fill(0xa5, from, from + bytes);
  writeFileSync(file, content);
}

function setVersion(version: number): void {
  const database = new Database(file);
  database.exec(`PRAGMA user_version = ${String(version)}`);
  database.close();
}

function snapshot(): string | undefined {
  try {
    return readFileSync(file).toString('base64');
  } catch {
    return undefined;
  }
}
