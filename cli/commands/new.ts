// `rekey new`: a recipe or a target that works as it stands, with a test that passes, to be changed line by line.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RotationError } from '../../src/rotation/errors.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { listRecipeFiles } from '../new/recipe-skeleton.ts';
import { listTargetEdits, listTargetFiles } from '../new/target-skeleton.ts';
import type { Writer } from '../writer.ts';

export interface NewOptions {
  readonly kind: 'recipe' | 'target';
  readonly name: string;
}

type Files = ReadonlyMap<string, string>;

/** @throws RotationError where the name is none, something is there already, or this is no checkout; nothing is written then */
export async function runNew({ kind, name }: NewOptions, writer: Writer): Promise<ExitCode> {
  checkName(name);
  await checkCheckout();
  const files: Files = kind === 'recipe' ? listRecipeFiles(name) : listTargetFiles(name);
  for (const file of files.keys()) await checkFree(file);
  const changed = kind === 'recipe' ? new Map<string, string>() : await editFiles(name);
  for (const [file, text] of [...files, ...changed]) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    writer.line(`${changed.has(file) ? 'changed' : 'written'}  ${file}`);
  }
  const tests = [...files.keys()].find((file) => file.endsWith('.test.ts'));
  writer.line('');
  writer.line(`Next: npm test -- ${tests ?? ''}`);
  return exitCodes.ok;
}

function checkName(name: string): void {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= 40) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `Name: expected lower case letters, digits and single hyphens, at most 40, found "${name}".`,
  );
}

async function checkCheckout(): Promise<void> {
  const found = await readOptional('package.json');
  if (found !== undefined && /"name":\s*"rekey"/.test(found)) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'This folder is no checkout of Rekey: expected its package.json here. Change into the checkout first.',
  );
}

async function checkFree(file: string): Promise<void> {
  if ((await readOptional(file)) === undefined) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `${file} is there already, and nothing is written over: choose another name.`,
  );
}

async function editFiles(name: string): Promise<Files> {
  const changed = new Map<string, string>();
  for (const { file, edit } of listTargetEdits(name)) {
    const before = (await readOptional(file)) ?? '';
    const after = edit(before);
    if (after === undefined) {
      throw new RotationError(
        'Rekey.InvalidConfiguration',
        `${file} is not as expected, or has ${name} already: nothing was written.`,
      );
    }
    changed.set(file, after);
  }
  return changed;
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
