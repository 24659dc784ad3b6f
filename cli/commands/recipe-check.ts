// `rekey recipe check`: whether a recipe is good, and what it would send. Nothing is sent.

import { openRecipeFile, RecipeFileError } from '../../src/targets/recipe/compile.ts';
import {
  type Preview,
  type PreviewedRequest,
  previewRecipe,
} from '../../src/targets/recipe/preview.ts';
import type { Recipe } from '../../src/targets/recipe/recipe-schema.ts';
import { parseSecretFields } from '../../src/targets/secret-json.ts';
import { systemClock } from '../clock.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { readRecipeText, readSecret } from '../recipe/read-recipe.ts';
import type { Writer } from '../writer.ts';

export interface RecipeCheckOptions {
  readonly file: string;
  /** A file with the secret's JSON, or - for standard input. */
  readonly secret?: string;
  readonly json: boolean;
}

/** @throws RotationError where a file cannot be read */
export async function runRecipeCheck(
  { file, secret, json }: RecipeCheckOptions,
  writer: Writer,
): Promise<ExitCode> {
  const text = await readRecipeText(file);
  const fields =
    secret === undefined ? {} : parseSecretFields(await readSecret(secret, '--secret'));
  const checked = await check(text, file, fields);
  if ('problems' in checked) {
    const problems = checked.problems.map((line) => toProblem(line));
    if (json) writer.json({ file, good: false, problems });
    else for (const line of checked.problems) writer.line(line);
    return exitCodes.failure;
  }
  const { recipe, requests } = checked;
  if (json) writer.json({ file, good: true, ...describe(recipe), requests });
  else print(writer, file, recipe, requests);
  return exitCodes.ok;
}

async function check(
  text: string,
  file: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<
  | { readonly problems: readonly string[] }
  | { readonly recipe: Recipe; readonly requests: Preview['requests'] }
> {
  try {
    const { recipe, tell } = openRecipeFile(text, file);
    const { requests, problems } = await previewRecipe(recipe, fields, systemClock.now());
    return problems.length > 0 ? { problems: problems.map(tell) } : { recipe, requests };
  } catch (error) {
    if (error instanceof RecipeFileError) return { problems: error.message.split('\n') };
    throw error;
  }
}

function toProblem(line: string): object {
  const [, row, column, message] = /:(\d+):(\d+): (.*)$/s.exec(line) ?? [];
  return { line: Number(row), column: Number(column), message };
}

function describe({ name, overlap, create, hosts = [], secret, admin = {} }: Recipe) {
  const urls = (kinds: Readonly<Record<string, string>>, holder: string): string[] =>
    Object.keys(kinds)
      .filter((key) => kinds[key] === 'url')
      .map((key) => `${holder}.${key}`);
  return {
    name,
    overlap,
    creation: tellCreation(create),
    mayCall: [...hosts, ...urls(secret, 'secret'), ...urls(admin, 'admin')],
    needsAdmin: Object.keys(admin).length > 0,
  };
}

function tellCreation(create: Recipe['create']): string {
  if (create === undefined) return 'by a person: for the target manual alone';
  return 'pending' in create ? 'by the service' : 'here';
}

function print(
  writer: Writer,
  file: string,
  recipe: Recipe,
  requests: readonly PreviewedRequest[],
): void {
  const { name, overlap, creation, mayCall, needsAdmin } = describe(recipe);
  writer.line(`${writer.paint('good', '✓')} ${file}: ${name}`);
  writer.line(`  overlap: ${overlap}; the credential is made ${creation}`);
  writer.line(`  may call: ${mayCall.join(', ')}`);
  if (needsAdmin) writer.line('  needs: an admin credential (tag rekey:admin)');
  for (const { verb, method, url, headers, body } of requests) {
    writer.line('');
    writer.line(`  ${writer.paint('strong', verb)}`);
    writer.line(`    ${method} ${url}`);
    for (const [key, value] of Object.entries(headers)) writer.line(`    ${key}: ${String(value)}`);
    if (body !== undefined) writer.line(`    ${JSON.stringify(body)}`);
  }
}
