// `rekey new`: what it writes passes its own test as it stands, in a copy of the project.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runRekey } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'rekey-new-'));
const root = process.cwd();

beforeAll(() => {
  for (const part of [
    'cli',
    'src',
    'local',
    'recipes',
    'test/support',
    'test/contract',
    'tsconfig.json',
  ]) {
    cpSync(part, join(folder, part), { recursive: true });
  }
  cpSync('jest.config.ts', join(folder, 'jest.config.ts'));
  cpSync('package.json', join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a new recipe and a new target pass the contract at once, and nothing is written over', async () => {
  const recipe = await rekey('new', 'recipe', 'acme-api-key');
  expect(recipe).toMatchObject({ code: 0, errors: '' });
  expect(recipe.out).toContain('Next: npm test -- test/recipes/acme-api-key.test.ts');
  const target = await rekey('new', 'target', 'acme-ftp');
  expect(target).toMatchObject({ code: 0, errors: '' });
  expect(readFileSync(join(folder, 'src/targets/load.ts'), 'utf8')).toContain(
    "(await import('./acme-ftp/acme-ftp.ts')).createAcmeFtp(options),",
  );
  expect(readFileSync(join(folder, 'src/rotation/target-names.ts'), 'utf8')).toContain(
    "'acme-ftp',",
  );

  const before = readFileSync(join(folder, 'recipes/acme-api-key.yaml'), 'utf8');
  const again = await rekey('new', 'recipe', 'acme-api-key');
  expect(again.code).toBe(2);
  expect(again.errors).toContain('recipes/acme-api-key.yaml is there already');
  expect(readFileSync(join(folder, 'recipes/acme-api-key.yaml'), 'utf8')).toBe(before);
  expect((await rekey('new', 'target', 'redis')).errors).toContain(
    'src/targets/redis/redis.ts is there already',
  );
  expect((await rekey('new', 'target', 'generated')).errors).toContain('has generated already');
  expect(existsSync(join(folder, 'src/targets/generated/generated.ts'))).toBe(false);

  const tested = await runJest('test/recipes/acme-api-key', 'test/src/targets/acme-ftp');
  expect(tested).toMatch(/Tests: +\d+ skipped, \d{2} passed, \d{2} total/);
});

test.each(['Acme', '../acme', 'acme_key', '-acme', ''])(
  'the name "%s" is refused',
  async (name) => {
    expect(await runRekey('new', 'recipe', '--', name)).toMatchObject({ code: 2, out: '' });
  },
);

async function rekey(
  ...argv: readonly string[]
): Promise<{ code: number; out: string; errors: string }> {
  return await run(join(root, 'node_modules/.bin/tsx'), ['cli/main.ts', ...argv]);
}

async function runJest(...paths: readonly string[]): Promise<string> {
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const { errors } = await run(process.execPath, [
    '--experimental-vm-modules',
    jest,
    '--ci',
    ...paths,
  ]);
  return errors;
}

async function run(
  file: string,
  argv: readonly string[],
): Promise<{ code: number; out: string; errors: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(file, [...argv], { cwd: folder });
    return { code: 0, out: stdout, errors: stderr };
  } catch (error) {
    const failed = error as { code?: number; stdout?: string; stderr?: string };
    return { code: failed.code ?? 1, out: failed.stdout ?? '', errors: failed.stderr ?? '' };
  }
}
