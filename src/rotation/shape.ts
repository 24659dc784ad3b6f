// Parsers for what enters: unknown to typed, or InvalidConfiguration that says where, what was expected and what was found.
// They show a type or a name, never a value.
import { RotationError } from './errors.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** @param known members that may be there; any other is refused, for it may be a misspelt one */
export function parseFields(value: unknown, where: string, known?: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(where, 'an object', nameType(value));
  }
  const unknownName = Object.keys(value).find((name) => known?.includes(name) === false);
  if (unknownName !== undefined) {
    throw invalid(where, `only ${known?.join(', ') ?? ''}`, `the unknown field ${unknownName}`);
  }
  return value as Fields;
}

export function parseText(fields: Fields, name: string, where: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`${where}.${name}`, 'a text', nameType(value));
}

export function findText(fields: Fields, name: string, where: string): string | undefined {
  return isAbsent(fields[name]) ? undefined : parseText(fields, name, where);
}

export function parseTexts(fields: Fields, name: string, where: string): readonly string[] {
  const value = fields[name];
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw invalid(`${where}.${name}`, 'a list of texts', nameType(value));
}

export function parseCount(fields: Fields, name: string, where: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw invalid(`${where}.${name}`, 'a whole number from 0', nameType(value));
}

/** ISO 8601; state data holds times as people read them. */
export function parseTime(fields: Fields, name: string, where: string): string {
  const text = parseText(fields, name, where);
  if (!Number.isNaN(Date.parse(text))) return text;
  throw invalid(
    `${where}.${name}`,
    'a time such as 2026-11-21T02:00:00Z',
    'a text that is no time',
  );
}

export function findTime(fields: Fields, name: string, where: string): string | undefined {
  return isAbsent(fields[name]) ? undefined : parseTime(fields, name, where);
}

export function parseChoice<Choice extends string>(
  fields: Fields,
  name: string,
  where: string,
  choices: readonly Choice[],
): Choice {
  const text = parseText(fields, name, where);
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw invalid(`${where}.${name}`, `one of ${choices.join(', ')}`, 'another text');
}

/** The machine has no undefined: a variable that holds nothing is null. */
export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** A member that is absent is left out: exactOptionalPropertyTypes tells it from one that is undefined. */
export function present<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [Name in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [Name in Key]: Value });
}

function nameType(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value === '') return 'an empty text';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

function invalid(where: string, expected: string, found: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `${where}: expected ${expected}, found ${found}.`,
  );
}
