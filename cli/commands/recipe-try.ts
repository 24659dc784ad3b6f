// `rekey recipe try`: a whole rotation of a throw-away credential at the service itself, without AWS.
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { isRotationError, RotationError } from '../../src/rotation/errors.ts';
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Target } from '../../src/rotation/target.ts';
import { createHttpApi } from '../../src/targets/http-api.ts';
import { compileRecipe, RecipeFileError } from '../../src/targets/recipe/compile.ts';
import { livesSideBySide, type RehearsalStep, rehearse } from '../../src/targets/rehearse.ts';
import { systemClock } from '../clock.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { createInterruption, type Signals } from '../interruption.ts';
import { readRecipeText, readSecret } from '../recipe/read-recipe.ts';
import type { Writer } from '../writer.ts';

export interface RecipeTryOptions {
  readonly file: string;
  /** A file with the secret's JSON, or - for standard input. */
  readonly secret: string;
  readonly admin?: string;
  readonly save?: string;
  readonly json: boolean;
}

/** @throws RotationError where the call is wrong, or the rotation failed */
export async function runRecipeTry(
  options: RecipeTryOptions,
  writer: Writer,
  signals: Signals,
): Promise<ExitCode> {
  const target = await loadTarget(options.file);
  const given = await readSecret(options.secret, '--secret');
  const admin =
    options.admin === undefined ? {} : { admin: await readSecret(options.admin, '--admin') };
  const kept = await openKept(target, options.save);
  const interruption = createInterruption(signals);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  try {
    await rehearse(target, given, {
      ...admin,
      ...(kept === undefined ? {} : { save: kept.save }),
      clock: systemClock,
      random: { bytes: (count) => randomBytes(count) },
      log,
      signal: interruption.signal,
      tell: (step) => printStep(step, options.json, writer),
    });
    if (!options.json) writer.line(toEnd(target, options.save, writer));
    return exitCodes.ok;
  } finally {
    interruption.release();
    await kept?.close();
  }
}

async function loadTarget(file: string): Promise<Target> {
  const text = await readRecipeText(file);
  try {
    return createHttpApi(compileRecipe(text, file), new Map());
  } catch (error) {
    throw error instanceof RecipeFileError ? toBadRecipe(error) : error;
  }
}

function toBadRecipe(cause: RecipeFileError): RotationError {
  return new RotationError('Rekey.InvalidConfiguration', cause.message, {}, { cause });
}

interface Kept {
  readonly save: (value: SecretValue) => Promise<void>;
  /** Takes an empty file away. */
  readonly close: () => Promise<void>;
}

/** Opened before anything is asked of the service: once the old credential is dead, it is too late to find out. */
async function openKept(target: Target, file: string | undefined): Promise<Kept | undefined> {
  if (livesSideBySide(target)) return undefined;
  if (file === undefined) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `${target.name} has no overlap, so the given credential dies: expected --save with a file for the new secret.`,
    );
  }
  const handle = await openNew(file);
  let isEmpty = true;
  return {
    save: async (value) => {
      isEmpty = false;
      await handle.writeFile(`${value.reveal()}\n`);
      await handle.sync();
    },
    close: async () => {
      await handle.close();
      if (isEmpty) await rm(file);
    },
  };
}

async function openNew(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'wx', 0o600);
  } catch (error) {
    throw toUnwritable(file, error as NodeJS.ErrnoException);
  }
}

function toUnwritable(file: string, cause: NodeJS.ErrnoException): RotationError {
  const message = `--save: expected a file that is not there yet and can be written, found ${file} (${cause.code ?? cause.name}).`;
  return new RotationError('Rekey.InvalidConfiguration', message, {}, { cause });
}

function printStep(
  { name, milliseconds, error }: RehearsalStep,
  json: boolean,
  writer: Writer,
): void {
  const failed =
    error === undefined ? undefined : isRotationError(error) ? error : new Error('Interrupted.');
  if (json) {
    const reason = failed === undefined ? {} : { error: failed.name, message: failed.message };
    writer.json({ step: name, ok: failed === undefined, milliseconds, ...reason });
    return;
  }
  const mark = failed === undefined ? writer.paint('good', '✓') : writer.paint('bad', '✗');
  writer.line(`  ${mark} ${name}  ${(milliseconds / 1000).toFixed(2)} s`);
}

function toEnd(target: Target, save: string | undefined, writer: Writer): string {
  const done = writer.paint('good', 'A whole rotation went well.');
  return livesSideBySide(target)
    ? `${done} The given credential works as before, and nothing else is left.`
    : `${done} The given credential is dead; the new secret is in ${save ?? '--save'}.`;
}
