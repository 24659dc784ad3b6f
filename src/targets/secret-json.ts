// Reading and writing the JSON object that most secrets are. Error texts name keys, never values.
import { RotationError } from '../rotation/errors.ts';
import { SecretValue } from '../rotation/secret-value.ts';

export type SecretFields = Readonly<Record<string, unknown>>;

/** @throws RotationError InvalidConfiguration where the value is no JSON object */
export function parseSecretFields(value: SecretValue): SecretFields {
  const fields = findJson(value.reveal());
  if (isFields(fields)) return fields;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `Invalid secret value JSON: expected a JSON object, found ${describeKind(fields)}.`,
  );
}

export function isJsonObject(value: SecretValue): boolean {
  return isFields(findJson(value.reveal()));
}

/** The current value with the changed fields; unknown fields stay as they are, in their order. */
export function toSecretValue(current: SecretFields, changes: SecretFields): SecretValue {
  return new SecretValue(JSON.stringify({ ...current, ...changes }));
}

/** @throws RotationError in AWS's own words, "<key> key is missing from secret JSON" */
export function loadTextField(fields: SecretFields, key: string): string {
  const value = fields[key];
  if (value === undefined) {
    throw new RotationError('Rekey.InvalidConfiguration', `${key} key is missing from secret JSON`);
  }
  if (typeof value !== 'string' || value === '') {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `${key} in secret JSON: expected a text that is not empty, found ${describeKind(value)}.`,
    );
  }
  return value;
}

/** Undefined where the key is missing. @throws RotationError InvalidConfiguration where it holds no text */
export function findText(fields: SecretFields, key: string): string | undefined {
  return fields[key] === undefined ? undefined : loadTextField(fields, key);
}

/** RDS writes a number, people often a text. @throws RotationError InvalidConfiguration */
export function toPort(found: unknown, key: string): number {
  const port = /^\d{1,5}$/.test(String(found)) ? Number(found) : Number.NaN;
  if (port >= 1 && port <= 65_535) return port;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `${key} in secret JSON: expected a port from 1 to 65535.`,
  );
}

function isFields(value: unknown): value is SecretFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function findJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // the parser's message quotes the text, so it goes no further
  }
}

function describeKind(value: unknown): string {
  if (value === undefined) return 'text that is no JSON';
  if (value === null) return 'null';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return 'a list';
  return `a ${typeof value}`;
}
