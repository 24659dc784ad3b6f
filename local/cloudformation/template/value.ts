// What a template is made of: JSON values, whether they were written as JSON or as YAML.

export type Value = string | number | boolean | null | readonly Value[] | ValueRecord;

export interface ValueRecord {
  readonly [name: string]: Value;
}

export function isRecord(value: unknown): value is ValueRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Value[] {
  return Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Equal whatever the order of the members. */
export function isSameValue(one: Value | undefined, other: Value | undefined): boolean {
  return toCanonicalJson(one) === toCanonicalJson(other);
}

/** JSON text with the members of every object in the order of their names. */
export function toCanonicalJson(value: Value | undefined): string {
  if (value === undefined) return 'undefined';
  if (isList(value)) return `[${value.map(toCanonicalJson).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${toCanonicalJson(value[name])}`);
  return `{${members.join(',')}}`;
}
