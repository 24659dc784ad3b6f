// An answer as a tree of plain values, for JSON and CBOR. Absent members are left out, never null.
import type { NormalizedSchema } from '@smithy/core/schema';
import { listMembers, type ShapeKind, toShapeKind, toValueSchema } from './kind.ts';
import { writeTimestamp } from './timestamp.ts';

/** Where the two formats differ. */
export interface TreeFormat {
  writeBlob(bytes: Uint8Array): unknown;
  writeTimestamp(date: Date, schema: NormalizedSchema): unknown;
}

export const jsonTree: TreeFormat = {
  writeBlob: (bytes) => Buffer.from(bytes).toString('base64'),
  writeTimestamp: (date, schema) => writeTimestamp(date, schema, 'epoch-seconds'),
};

export function writeTree(
  format: TreeFormat,
  schema: NormalizedSchema,
  value: unknown,
  kind: ShapeKind = toShapeKind(schema),
): unknown {
  switch (kind) {
    case 'unit':
      return {};
    case 'structure':
      return writeStructure(format, schema, value as Readonly<Record<string, unknown>>);
    case 'list':
      return (value as readonly unknown[]).map((item) =>
        writeTree(format, toValueSchema(schema), item),
      );
    case 'map':
      return Object.fromEntries(
        Object.entries(value as Readonly<Record<string, unknown>>)
          .filter(([, item]) => item !== undefined && item !== null)
          .map(([key, item]) => [key, writeTree(format, toValueSchema(schema), item)]),
      );
    case 'blob':
      return format.writeBlob(
        typeof value === 'string' ? Buffer.from(value) : (value as Uint8Array),
      );
    case 'timestamp':
      return format.writeTimestamp(new Date(value as Date), schema);
    case 'string':
    case 'boolean':
    case 'number':
    case 'document':
      return value;
  }
}

/** @param isWanted which members; REST protocols write some of them to headers */
export function writeStructure(
  format: TreeFormat,
  schema: NormalizedSchema,
  value: Readonly<Record<string, unknown>>,
  isWanted: (member: NormalizedSchema) => boolean = () => true,
): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const { name, jsonName, schema: member, kind } of listMembers(schema)) {
    const item = value[name];
    if (item === undefined || item === null || !isWanted(member)) continue;
    tree[jsonName] = writeTree(format, member, item, kind);
  }
  return tree;
}
