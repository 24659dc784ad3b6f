// JSON's data: types must be right, for AWS's front end refuses a number where a string is due.
// Also reads CBOR's, which differs only in blobs and timestamps having types of their own.
import type { NormalizedSchema } from '@smithy/core/schema';
import { serializationError } from '../errors.ts';
import type { ScalarKind } from './kind.ts';
import type { ShapeFormat } from './read-shape.ts';
import { parseTimestamp } from './timestamp.ts';

export const jsonFormat: ShapeFormat<unknown> = {
  checkStructure: (node) => {
    if (!isObject(node)) throw serializationError(`${describe(node)} found where not expected.`);
  },
  findMember: (node, name, member) => {
    const { jsonName } = member.getMergedTraits();
    const key = typeof jsonName === 'string' ? jsonName : name;
    return Object.hasOwn(node as object, key)
      ? ((node as Readonly<Record<string, unknown>>)[key] ?? undefined)
      : undefined;
  },
  listItems: (node) => {
    if (!Array.isArray(node))
      throw serializationError(`${describe(node)} found where not expected.`);
    return node.filter((item: unknown) => item !== null && item !== undefined);
  },
  listEntries: (node) => {
    if (!isObject(node)) throw serializationError(`${describe(node)} found where not expected.`);
    return Object.entries(node).filter(([, value]) => value !== null && value !== undefined);
  },
  readScalar: readJsonScalar,
};

function readJsonScalar(node: unknown, kind: ScalarKind, schema: NormalizedSchema): unknown {
  switch (kind) {
    case 'document':
      return node;
    case 'string':
      if (typeof node === 'string') return node;
      throw mismatch(node, 'a String');
    case 'boolean':
      if (typeof node === 'boolean') return node;
      throw mismatch(node, 'Boolean');
    case 'number':
      if (typeof node === 'number') return node;
      if (typeof node === 'bigint') return Number(node);
      throw mismatch(node, 'Number');
    case 'blob':
      if (node instanceof Uint8Array) return node;
      if (typeof node === 'string') return readBase64(node);
      throw mismatch(node, 'a Blob');
    case 'timestamp':
      return readTimestamp(node, schema);
  }
}

function readTimestamp(node: unknown, schema: NormalizedSchema): Date {
  const text = isTag(node) ? node.value : node;
  const date =
    typeof text === 'number' || typeof text === 'string'
      ? parseTimestamp(text, schema, 'epoch-seconds')
      : undefined;
  if (date === undefined) throw mismatch(node, 'Timestamp');
  return date;
}

function readBase64(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]*={0,2}$/u.test(text) || text.length % 4 === 1) {
    throw serializationError('The value is not valid Base64.');
  }
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** CBOR's tag 1: seconds since the epoch. */
function isTag(node: unknown): node is { readonly tag: number; readonly value: unknown } {
  return isObject(node) && node['tag'] === 1;
}

function isObject(node: unknown): node is Record<string, unknown> {
  return (
    typeof node === 'object' &&
    node !== null &&
    !Array.isArray(node) &&
    !(node instanceof Uint8Array)
  );
}

function mismatch(node: unknown, expected: string): Error {
  return typeof node === 'object'
    ? serializationError(`${describe(node)} found where not expected.`)
    : serializationError(`${describe(node)} can not be converted to ${expected}`);
}

function describe(node: unknown): string {
  if (Array.isArray(node)) return 'Start of list';
  if (typeof node === 'string') return 'STRING_VALUE';
  if (typeof node === 'number' || typeof node === 'bigint') return 'NUMBER_VALUE';
  if (typeof node === 'boolean') return node ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return 'Start of structure or map';
}
