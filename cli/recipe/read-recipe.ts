// Reading what `rekey recipe` is given: a recipe's file, and a secret's JSON from a file or standard input. Values are never printed.
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { RotationError } from '../../src/rotation/errors.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';

/** @throws RotationError InvalidConfiguration where it cannot be read */
export async function readRecipeText(file: string): Promise<string> {
  return await read(file, 'expected a recipe file');
}

/** @throws RotationError InvalidConfiguration where it cannot be read */
export async function readSecret(file: string, option: string): Promise<SecretValue> {
  const found =
    file === '-'
      ? await text(process.stdin)
      : await read(file, `${option}: expected a file with the secret's JSON`);
  return new SecretValue(found.trim());
}

async function read(file: string, expected: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw toUnreadable(file, expected, error as NodeJS.ErrnoException);
  }
}

function toUnreadable(file: string, expected: string, cause: NodeJS.ErrnoException): RotationError {
  const message = `${expected}, and ${file} cannot be read (${cause.code ?? cause.name}).`;
  return new RotationError('Rekey.InvalidConfiguration', message, {}, { cause });
}
