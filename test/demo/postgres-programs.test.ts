// `npm start` and `npm test` by root, in a folder that is root's alone: PostgreSQL, which does not run as root, is found all the same.
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findPostgresPrograms } from '../../demo/services/postgres-programs.ts';

const nobody = { uid: 65_534, gid: 65_534 };
const byRoot = process.getuid?.() === 0 ? test : test.skip;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rekey-programs-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('whoever is not root runs the programs where npm put them', () => {
  const programs = findPostgresPrograms(folder, undefined);
  expect(programs).toContain('node_modules');
  const version = execFileSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' });
  expect(version).toMatch(/^postgres \(PostgreSQL\) \d+/);
});

byRoot(
  "programs in a folder of root's own are copied to where the server's user may run them",
  () => {
    const native = join(folder, 'native');
    mkdirSync(join(native, 'bin'), { recursive: true });
    writeFileSync(join(native, 'bin', 'initdb'), '#!/bin/sh\necho it runs\n', { mode: 0o755 });
    const parent = mkdtempSync(join(tmpdir(), 'rekey-programs-of-nobody-'));
    chownSync(parent, nobody.uid, nobody.gid);
    try {
      const programs = findPostgresPrograms(parent, nobody, native);
      const said = execFileSync(join(programs, 'initdb'), { ...nobody, encoding: 'utf8' });
      expect(said).toBe('it runs\n');
    } finally {
      rmSync(parent, { recursive: true });
    }
  },
);
