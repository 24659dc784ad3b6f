// One entry of rotations.yml, or its defaults: each field alone, checked as the secret's tag and the schedule will be.
import { isRotationError } from '../errors.ts';
import { parseSchedule } from '../schedule/parse-schedule.ts';
import { targetNames } from '../target-names.ts';
import { parseGrace, parseHoursWindow } from '../window.ts';
import { type FileFault, type FilePath, isMap, listUnknownKeys, nameType } from './file-shape.ts';
import { Fault, parseOptions, parseTagText, parseText } from './tag-values.ts';

/** SecretId takes names and ARNs. */
const SECRET_ID_LENGTH_MAX = 2048;

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

function toFaults(error: unknown, name: Name, path: FilePath): readonly FileFault[] {
  if (error instanceof Fault) {
    return error.faults.length > 0
      ? error.faults
      : [{ path, message: `${name}: ${error.message}` }];
  }
  if (isRotationError(error)) return [{ path, message: error.message }];
  throw error;
}
