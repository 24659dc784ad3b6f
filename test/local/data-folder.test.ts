import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDataFolder } from '../../local/data-folder.ts';
import { createSystemRandom } from '../../local/random.ts';

const random = createSystemRandom();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a folder of Rekey’s first form is taken over with its key', () => {
  const key = random.bytes(32);
  mkdirSync(join(folder, 'store'));
  writeFileSync(join(folder, 'master.key'), `${Buffer.from(key).toString('base64')}\n`, {
    mode: 0o600,
  });
  const opened = openDataFolder(folder, random);
  opened.store.close();
  expect(Buffer.from(opened.masterKey).equals(key)).toBe(true);
  expect(statSync(join(folder, 'key')).mode & 0o777).toBe(0o700);
  const again = openDataFolder(folder, random);
  again.store.close();
  expect(Buffer.from(again.masterKey).equals(key)).toBe(true);
});

test('where a file is in the way, it is left alone', () => {
  const file = join(folder, 'mine');
  writeFileSync(file, 'mine');
  expect(() => openDataFolder(file, random)).toThrow(
    expect.objectContaining({
      code: 'StoreUnusable',
      message: `The store cannot be kept in ${file} (EEXIST).`,
    }),
  );
  expect(readFileSync(file, 'utf8')).toBe('mine');
});
