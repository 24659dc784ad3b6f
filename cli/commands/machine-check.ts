// `rekey machine check`: what AWS would refuse of a machine's definition, by file, state and field. The endpoint's own check
// says it, so that a definition that passes here is one that it takes. Nothing is deployed.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCloud } from '../../local/cloud.ts';
import { RotationError } from '../../src/rotation/errors.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { type MachineFile, readMachineFile } from '../machine/machine-file.ts';
import type { Writer } from '../writer.ts';

export interface MachineCheckOptions {
  /** None means those of the project. */
  readonly files: readonly string[];
  readonly json: boolean;
}

interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly state?: string;
  readonly field?: string;
  readonly code: string;
  readonly message: string;
  /** What stands there, where that is no object or list. */
  readonly found?: unknown;
}

const FOLDER = 'statemachines';
const FOUND_CHARACTERS_MAX = 60;

/** @throws RotationError where there is no file, or one cannot be read */
export async function runMachineCheck(
  { files, json }: MachineCheckOptions,
  writer: Writer,
): Promise<ExitCode> {
  const named = files.length > 0 ? files : await listProject();
  const validate = createValidate();
  const problems: Problem[] = [];
  try {
    for (const file of named) {
      const found = await check(file, validate.run);
      problems.push(...found);
      if (json) continue;
      for (const problem of found) writer.line(toLine(problem));
      if (found.length === 0) writer.line(`${writer.paint('good', '✓')} ${file}`);
    }
  } finally {
    await validate.stop();
  }
  if (json) writer.json({ files: named, good: problems.length === 0, problems });
  return problems.length === 0 ? exitCodes.ok : exitCodes.failure;
}

async function listProject(): Promise<readonly string[]> {
  const names = await readdir(FOLDER).catch(() => []);
  const files = names.filter((name) => /\.asl\.(ya?ml|json)$/.test(name)).sort();
  if (files.length > 0) return files.map((name) => join(FOLDER, name));
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `expected a definition's file, and there is none such as ${FOLDER}/NAME.asl.yaml.`,
  );
}

interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly location?: string;
}

type Validate = (definition: string) => Promise<readonly Diagnostic[]>;

/** An endpoint in memory that nobody else reaches. */
function createValidate(): { readonly run: Validate; readonly stop: () => Promise<void> } {
  const cloud = createCloud();
  return {
    stop: () => cloud.stop(),
    run: async (definition) => {
      const { diagnostics } = await cloud.call<{ readonly diagnostics: readonly Diagnostic[] }>({
        service: 'stepfunctions',
        operation: 'ValidateStateMachineDefinition',
        input: { definition, severity: 'WARNING' },
        principal: { kind: 'root', accountId: cloud.accountId },
        region: 'us-east-1',
      });
      return diagnostics;
    },
  };
}

async function check(file: string, validate: Validate): Promise<readonly Problem[]> {
  const read = readMachineFile(await readText(file));
  if (read.definition === undefined) {
    return read.broken.map((broken) => ({ file, ...broken, code: 'INVALID_JSON_DESCRIPTION' }));
  }
  const diagnostics = await validate(read.definition);
  return diagnostics
    .map((diagnostic) => toProblem(file, read, diagnostic))
    .sort((one, other) => one.line - other.line || one.column - other.column);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw toUnreadable(file, error as NodeJS.ErrnoException);
  }
}

function toUnreadable(file: string, cause: NodeJS.ErrnoException): RotationError {
  const message = `expected a definition's file, and ${file} cannot be read (${cause.code ?? cause.name}).`;
  return new RotationError('Rekey.InvalidConfiguration', message, {}, { cause });
}

function toProblem(
  file: string,
  read: MachineFile,
  { code, message, location }: Diagnostic,
): Problem {
  const { line, column, state, field, value } = read.find(location);
  return {
    file,
    line,
    column,
    ...(state === undefined ? {} : { state }),
    ...(field === '' ? {} : { field }),
    code,
    message,
    ...(value === undefined ? {} : { found: value }),
  };
}

/** `file:line:column: state: field: what is wrong; found what`. */
function toLine({ file, line, column, state, field, message, found }: Problem): string {
  const place = [`${file}:${String(line)}:${String(column)}`, state, field].filter(
    (part) => part !== undefined,
  );
  const shown = found === undefined ? '' : `; found ${shorten(JSON.stringify(found))}`;
  return `${place.join(': ')}: ${message}${shown}`;
}

function shorten(text: string): string {
  return text.length > FOUND_CHARACTERS_MAX ? `${text.slice(0, FOUND_CHARACTERS_MAX)}...` : text;
}
