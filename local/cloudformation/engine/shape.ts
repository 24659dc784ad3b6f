// The shapes of properties as data, and the check that turns a template's loose scalars into them. Templates and
// parameters write numbers and booleans as text, and CloudFormation takes both (schema validation's words are AWS's).
import { isList, isRecord, isText, type Value, type ValueRecord } from '../template/value.ts';

export type Shape =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  /** Any JSON; text is parsed first, for policies may be written either way. */
  | 'json'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | ObjectShape;

export interface ObjectShape {
  readonly members: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
}

export const stringList: Shape = { list: 'string' };

export const tagList: Shape = {
  list: { members: { Key: 'string', Value: 'string' }, required: ['Key', 'Value'] },
};

export type ShapeResult =
  | { readonly properties: ValueRecord }
  /** `#/Path: what is wrong`, each on its own. */
  | { readonly problems: readonly string[] };

export function checkShape(shape: ObjectShape, properties: ValueRecord): ShapeResult {
  const problems: string[] = [];
  const checked = checkObject(shape, properties, '#', problems);
  return problems.length > 0 ? { problems } : { properties: checked };
}

function checkObject(
  shape: ObjectShape,
  value: ValueRecord,
  path: string,
  problems: string[],
): ValueRecord {
  for (const name of shape.required ?? []) {
    if (!(name in value)) problems.push(`${path}: required key [${name}] not found`);
  }
  const checked: Record<string, Value> = {};
  for (const [name, member] of Object.entries(value)) {
    const memberShape = shape.members[name];
    if (memberShape === undefined)
      problems.push(`${path}: extraneous key [${name}] is not permitted`);
    else checked[name] = checkValue(memberShape, member, `${path}/${name}`, problems);
  }
  return checked;
}

function checkValue(shape: Shape, value: Value, path: string, problems: string[]): Value {
  const refuse = (expected: string): Value => {
    problems.push(`${path}: expected type: ${expected}, found: ${nameType(value)}`);
    return value;
  };
  if (shape === 'json') return parseJsonText(value) ?? refuse('JSONObject');
  if (isText(shape)) return toScalar(shape, value) ?? refuse(SCALAR_NAMES[shape]);
  if ('list' in shape) {
    if (!isList(value)) return refuse('JSONArray');
    return value.map((item, index) =>
      checkValue(shape.list, item, `${path}/${String(index)}`, problems),
    );
  }
  if (!isRecord(value)) return refuse('JSONObject');
  if ('members' in shape) return checkObject(shape, value, path, problems);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      checkValue(shape.map, member, `${path}/${name}`, problems),
    ]),
  );
}

const SCALAR_NAMES = { string: 'String', integer: 'Integer', number: 'Number', boolean: 'Boolean' };

function toScalar(
  shape: 'string' | 'integer' | 'number' | 'boolean',
  value: Value,
): Value | undefined {
  if (isList(value) || isRecord(value) || value === null) return undefined;
  const text = String(value);
  if (shape === 'string') return text;
  if (shape === 'boolean') {
    return text === 'true' ? true : text === 'false' ? false : undefined;
  }
  const number = Number(text);
  if (text.trim() === '' || typeof value === 'boolean' || Number.isNaN(number)) return undefined;
  return shape === 'integer' && !Number.isInteger(number) ? undefined : number;
}

function parseJsonText(value: Value): Value | undefined {
  if (isRecord(value) || isList(value)) return value;
  if (!isText(value)) return undefined;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return undefined;
  }
}

function nameType(value: Value): string {
  if (value === null) return 'Null';
  if (isList(value)) return 'JSONArray';
  if (isRecord(value)) return 'JSONObject';
  if (typeof value === 'boolean') return 'Boolean';
  return isText(value) ? 'String' : 'Integer';
}
