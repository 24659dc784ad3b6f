// One entry of rotations.yml, or its defaults: each field alone, checked as the secret's tag and the schedule will be.
import { isRotationError } from '../errors.ts';
import { parseSchedule } from '../schedule/parse-schedule.ts';
import { targetNames } from '../target-names.ts';
import { parseGrace, parseHoursWindow } from '../window.ts';
import { toOptionsText } from './desired-rotation.ts';
import { type FileFault, type FilePath, isMap, listUnknownKeys, nameType } from './file-shape.ts';

export interface RotationFields {
  readonly secret?: string;
  readonly target?: string;
  readonly recipe?: string;
  readonly admin?: string;
  readonly expression?: string;
  readonly window?: string;
  readonly grace?: string;
  readonly options?: ReadonlyMap<string, string>;
  readonly enabled?: boolean;
}

export interface ParsedFields {
  readonly fields: RotationFields;
  /** Fields that are there and wrong. */
  readonly badFields: readonly string[];
  readonly isMap: boolean;
  readonly faults: readonly FileFault[];
}

type Name = keyof RotationFields;

/** A field's value, or what is wrong with it: a text, or faults of its own places. */
type Parse = (value: unknown, path: FilePath) => unknown;

const PARSERS: Readonly<Record<Name, Parse>> = {
  secret: (value) => parseTagText(value, SECRET_ID_LENGTH_MAX),
  target: (value) => {
    const text = parseTagText(value);
    if ((targetNames as readonly string[]).includes(text)) return text;
    throw new Fault(`expected one of ${targetNames.join(', ')}, found "${text}"`);
  },
  recipe: (value) => parseTagText(value),
  admin: (value) => parseTagText(value),
  expression: (value) => parseSchedule(parseText(value)).expression,
  window: (value) => {
    const text = parseText(value);
    parseHoursWindow(text, 'window');
    return text;
  },
  grace: (value) => {
    const text = parseText(value);
    parseGrace(text, 'grace');
    return text;
  },
  options: parseOptions,
  enabled: (value) => {
    if (typeof value === 'boolean') return value;
    throw new Fault(`expected true or false, found ${nameType(value)}`);
  },
};

/** @param kind defaults hold for many secrets, so they name none */
export function parseRotationFields(
  value: unknown,
  path: FilePath,
  kind: 'rotation' | 'defaults',
): ParsedFields {
  if (!isMap(value)) {
    const message = `expected a map with secret, target and expression, found ${nameType(value)}`;
    return { fields: {}, badFields: [], isMap: false, faults: [{ path, message }] };
  }
  const known = (Object.keys(PARSERS) as Name[]).filter(
    (name) => kind === 'rotation' || name !== 'secret',
  );
  const fields: Partial<Record<Name, unknown>> = {};
  const faults = [...listUnknownKeys(value, path, known)];
  const badFields: string[] = [];
  for (const name of known) {
    if (!(name in value)) continue;
    try {
      fields[name] = PARSERS[name](value[name], [...path, name]);
    } catch (error) {
      badFields.push(name);
      faults.push(...toFaults(error, name, [...path, name]));
    }
  }
  return { fields: fields as RotationFields, badFields, isMap: true, faults };
}

/** Letters, digits, spaces and these, says the Tag data type; and no tag is longer. */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const TAG_LENGTH_MAX = 256;
/** SecretId takes names and ARNs. */
const SECRET_ID_LENGTH_MAX = 2048;
const OPTION_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;

function parseText(value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new Fault(`expected a text, found ${nameType(value)}`);
}

/** It shall stand in a tag, or is a secret's name, which knows fewer characters still. */
function parseTagText(value: unknown, lengthMax = TAG_LENGTH_MAX): string {
  const text = parseText(value);
  if (!TAG_TEXT.test(text) || /\s/.test(text)) {
    throw new Fault('expected letters, digits and _ . : / = + - @, found another character');
  }
  if (text.length <= lengthMax) return text;
  throw new Fault(`expected at most ${String(lengthMax)} characters, found ${String(text.length)}`);
}

/** YAML reads 48 as a number and true as a boolean; in a tag all are text. */
function parseOptions(value: unknown, path: FilePath): ReadonlyMap<string, string> {
  if (!isMap(value)) {
    throw new Fault(`expected a map such as {length: 48}, found ${nameType(value)}`);
  }
  const faults = Object.entries(value).flatMap(([name, option]) =>
    findOptionFaults(name, option, [...path, name]),
  );
  if (faults.length > 0) throw new Fault('', faults);
  const options = new Map(Object.entries(value).map(([name, option]) => [name, String(option)]));
  const { length } = toOptionsText(options);
  if (length <= TAG_LENGTH_MAX) return options;
  throw new Fault(
    `expected at most ${String(TAG_LENGTH_MAX)} characters in the tag rekey:options, found ${String(length)}`,
  );
}

function findOptionFaults(name: string, option: unknown, path: FilePath): readonly FileFault[] {
  if (!OPTION_NAME.test(name)) {
    const message = 'options: expected names of letters, digits and hyphens, found another';
    return [{ path, message, isKey: true }];
  }
  if (!['string', 'number', 'boolean'].includes(typeof option) || option === '') {
    const message = `option ${name}: expected a text or a number, found ${nameType(option)}`;
    return [{ path, message }];
  }
  if (TAG_TEXT.test(String(option)) && !/\s/.test(String(option))) return [];
  const message = `option ${name}: expected letters, digits and _ . : / = + - @ (no spaces), found another character`;
  return [{ path, message }];
}

class Fault extends Error {
  readonly faults: readonly FileFault[];
  constructor(message: string, faults: readonly FileFault[] = []) {
    super(message);
    this.faults = faults;
  }
}

function toFaults(error: unknown, name: Name, path: FilePath): readonly FileFault[] {
  if (error instanceof Fault) {
    return error.faults.length > 0
      ? error.faults
      : [{ path, message: `${name}: ${error.message}` }];
  }
  if (isRotationError(error)) return [{ path, message: error.message }];
  throw error;
}
