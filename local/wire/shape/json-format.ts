// JSON's data: types must be right, for AWS's front end refuses a number where a string is due.
// Also reads CBOR's, which differs only in blobs and timestamps having types of their own.
import type { NormalizedSchema } from '@smithy/core/schema';
import { serializationError } from '../errors.ts';
import { findBase64 } from './base64.ts';
import type { ScalarKind } from './kind.ts';
import { isFraction, toModelledNumber } from './number.ts';
import type { ShapeFormat } from './read-shape.ts';
import { parseTimestamp } from './timestamp.ts';

export const jsonFormat: ShapeFormat<unknown> = {
  checkStructure: (node) => {
    if (!isObject(node)) throw misplaced(node, 'null');
  },
  findMember: (node, { jsonName }) =>
    Object.hasOwn(node as object, jsonName)
      ? ((node as Readonly<Record<string, unknown>>)[jsonName] ?? undefined)
      : undefined,
  listItems: (node) => {
    if (!Array.isArray(node)) throw misplaced(node, 'list or null');
    return node.filter((item: unknown) => item !== null && item !== undefined);
  },
  listEntries: (node) => {
    if (!isObject(node)) throw misplaced(node, 'map or null');
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
      throw mismatch(node, 'a Boolean');
    case 'number':
      if (typeof node === 'number' || typeof node === 'bigint') return toNumber(node, schema);
      throw mismatch(node, nameNumber(schema));
    case 'blob':
      if (node instanceof Uint8Array) return node;
      if (typeof node === 'string') return readBase64(node);
      throw mismatch(node, 'a Blob');
    case 'timestamp':
      return readTimestamp(node, schema);
  }
}

/** AWS cuts off what an integer has behind the point. JSON's `1e400` is no number of anybody's. */
function toNumber(node: number | bigint, schema: NormalizedSchema): number {
  const number = toModelledNumber(Number(node), schema);
  if (number === undefined) throw mismatch(node, nameNumber(schema));
  return number;
}

function nameNumber(schema: NormalizedSchema): string {
  return isFraction(schema) ? 'a Double' : 'an Integer';
}

function readTimestamp(node: unknown, schema: NormalizedSchema): Date {
  const date =
    typeof node === 'number' || typeof node === 'string'
      ? parseTimestamp(node, schema, 'epoch-seconds')
      : node;
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) throw mismatch(node, 'a Timestamp');
  return date;
}

function readBase64(text: string): Uint8Array {
  const bytes = findBase64(text);
  if (bytes === undefined) throw mismatch(text, 'a Blob');
  return bytes;
}

function isObject(node: unknown): node is Record<string, unknown> {
  return (
    typeof node === 'object' &&
    node !== null &&
    !Array.isArray(node) &&
    !(node instanceof Uint8Array) &&
    !(node instanceof Date)
  );
}

/** A list, map or structure was due. AWS's words, as its services say them: `Expected null` is a structure's. */
function misplaced(node: unknown, expected: string): Error {
  return typeof node === 'object' && node !== null
    ? serializationError(nameStart(node))
    : serializationError(`Expected ${expected}`);
}

function mismatch(node: unknown, expected: string): Error {
  return typeof node === 'object' && node !== null
    ? serializationError(nameStart(node))
    : serializationError(`${nameToken(node)} can not be converted to ${expected}`);
}

function nameStart(node: object): string {
  return Array.isArray(node)
    ? 'Start of list found where not expected'
    : 'Start of structure or map found where not expected.';
}

function nameToken(node: unknown): string {
  if (typeof node === 'string') return 'STRING_VALUE';
  if (typeof node === 'number' || typeof node === 'bigint') return 'NUMBER_VALUE';
  if (typeof node === 'boolean') return node ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return 'NULL_VALUE';
}
