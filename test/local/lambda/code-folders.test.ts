// Unpacked code is read as on AWS, wherever the folder for temporary files lies.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { createCodeFolders } from '../../../local/lambda/code-folders.ts';

const before = process.env['TMPDIR'];
let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'rekey-code-'));
  process.env['TMPDIR'] = parent;
});
afterEach(() => {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  rmSync(parent, { recursive: true });
});

test('a package.json above that folder makes no ES modules of its .js files, and one in the zip does', () => {
  writeFileSync(join(parent, 'package.json'), '{"type": "module"}');
  const folders = createCodeFolders();
  const run = (files: Readonly<Record<string, string>>): string => {
    const bytes = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
    const folder = folders.unpack(files['index.js'] ?? '', () =>
      zipSync(Object.fromEntries(bytes)),
    );
    return execFileSync(process.execPath, [join(folder, 'index.js')], { encoding: 'utf8' });
  };
  expect(run({ 'index.js': 'console.log(typeof exports)' })).toBe('object\n');
  const asModule = {
    'index.js': 'console.log(import.meta.url)',
    'package.json': '{"type":"module"}',
  };
  expect(run(asModule)).toMatch(/^file:/);
  folders.remove();
});
