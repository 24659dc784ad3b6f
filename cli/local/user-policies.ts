// `--user NAME=FILE`: the users that somebody wants, each with its policy, read before anything is started.
import { readFileSync } from 'node:fs';
import { RotationError } from '../../src/rotation/errors.ts';
import { ADMINISTRATOR, DEFAULT_PROFILE } from './administrator.ts';

export interface WantedUser {
  readonly name: string;
  readonly policyFile: string;
  /** JSON text. */
  readonly policy: string;
}

const NAME = /^[\w+,.@-]{1,64}$/;

/** @throws RotationError InvalidConfiguration with the file, and the line where it is no JSON */
export function loadWantedUsers(options: readonly string[]): readonly WantedUser[] {
  const users = options.map(loadWantedUser);
  const names = users.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`--user ${twice}=… is given twice.`);
  return users;
}

function loadWantedUser(option: string): WantedUser {
  const split = option.indexOf('=');
  const name = option.slice(0, Math.max(split, 0));
  const policyFile = option.slice(split + 1);
  if (!NAME.test(name) || policyFile === '') {
    throw invalid(
      `--user ${option}: expected NAME=FILE, a user's name and the file with its policy, such as app=app-policy.json.`,
    );
  }
  if (name === ADMINISTRATOR || name === DEFAULT_PROFILE) {
    throw invalid(
      `--user ${option}: ${name} is the endpoint's own administrator; choose another name.`,
    );
  }
  return { name, policyFile, policy: readPolicy(policyFile) };
}

function readPolicy(file: string): string {
  const text = readText(file);
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const { message } = error as SyntaxError;
    throw invalid(`${file}${toPlace(text, message)}: no JSON: ${toReason(message)}.`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw invalid(`${file}: ${reason}.`);
  }
}

/** The parser counts characters; where it counts none, the text has ended too early. */
function toPlace(text: string, message: string): string {
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, position).split('\n');
  return `:${String(before.length)}:${String((before.at(-1)?.length ?? 0) + 1)}`;
}

function toReason(message: string): string {
  return message.replace(/ in JSON.*/s, '').replace(/, ".*/s, '');
}

function invalid(message: string): RotationError {
  return new RotationError('Rekey.InvalidConfiguration', message);
}
