// Reading checked properties: their shape has been seen to, so what is there is of the right kind.
import {
  isList,
  isRecord,
  isSameValue,
  isText,
  type Value,
  type ValueRecord,
} from '../template/value.ts';

export function findText(properties: ValueRecord, name: string): string | undefined {
  const value = properties[name];
  return isText(value) ? value : undefined;
}

/** @throws where the shape lets the property be left out: a mistake in a provider */
export function loadText(properties: ValueRecord, name: string): string {
  const value = findText(properties, name);
  if (value === undefined) throw new Error(`property ${name} is missing`);
  return value;
}

export function findRecord(properties: ValueRecord, name: string): ValueRecord | undefined {
  const value = properties[name];
  return isRecord(value) ? value : undefined;
}

export function listTexts(properties: ValueRecord, name: string): readonly string[] {
  const value = properties[name];
  return isList(value) ? value.filter(isText) : [];
}

export function listRecords(properties: ValueRecord, name: string): readonly ValueRecord[] {
  const value = properties[name];
  return isList(value) ? value.filter(isRecord) : [];
}

/** The named properties that are there. */
export function pick(properties: ValueRecord, names: readonly string[]): ValueRecord {
  const there = names.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(there.map((name) => [name, properties[name] as Value]));
}

export function isChanged(
  before: ValueRecord,
  after: ValueRecord,
  names: readonly string[],
): boolean {
  return names.some((name) => !isSameValue(before[name], after[name]));
}

/** How services write an attribute: text as it is, anything else as JSON. */
export function toAttributeText(value: Value): string {
  return isText(value) ? value : JSON.stringify(value);
}

/** JSON text of a document such as a policy. */
export function toJsonText(value: Value | undefined): string {
  return JSON.stringify(value ?? null);
}

/** `RetentionInDays` is `retentionInDays` where a service writes its members small. */
export function toLowerMembers(value: Value): Value {
  if (isList(value)) return value.map(toLowerMembers);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      toLowerMembers(member),
    ]),
  );
}
