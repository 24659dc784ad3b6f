// A request's data by its schema, whatever the protocol: the format knows how to look into its own nodes,
// and the schema decides what must be there. Unknown members are left out, as AWS does.
import type { NormalizedSchema } from '@smithy/core/schema';
import {
  listMembers,
  type Member,
  type ScalarKind,
  type ShapeKind,
  toShapeKind,
  toValueSchema,
} from './kind.ts';

/** How one protocol represents data. Each method throws a SerializationException for a node of another kind. */
export interface ShapeFormat<Node> {
  findMember(node: Node, member: Member): Node | undefined;
  checkStructure(node: Node): void;
  listItems(node: Node, list: NormalizedSchema): readonly Node[];
  listEntries(node: Node, map: NormalizedSchema): readonly (readonly [string, Node])[];
  readScalar(node: Node, kind: ScalarKind, schema: NormalizedSchema): unknown;
}

export function readShape<Node>(
  format: ShapeFormat<Node>,
  schema: NormalizedSchema,
  node: Node,
  kind: ShapeKind = toShapeKind(schema),
): unknown {
  switch (kind) {
    case 'unit':
      return {};
    case 'structure':
      return readStructure(format, schema, node);
    case 'list':
      return format
        .listItems(node, schema)
        .map((item) => readShape(format, toValueSchema(schema), item));
    case 'map':
      return Object.fromEntries(
        format
          .listEntries(node, schema)
          .map(([key, value]) => [key, readShape(format, toValueSchema(schema), value)]),
      );
    case 'string':
    case 'boolean':
    case 'number':
    case 'timestamp':
    case 'blob':
    case 'document':
      return format.readScalar(node, kind, schema);
  }
}

/** @param isWanted which members; REST protocols read some of them from path, query and headers */
export function readStructure<Node>(
  format: ShapeFormat<Node>,
  schema: NormalizedSchema,
  node: Node,
  isWanted: (member: NormalizedSchema) => boolean = () => true,
): Record<string, unknown> {
  format.checkStructure(node);
  const structure: Record<string, unknown> = {};
  for (const member of listMembers(schema)) {
    if (!isWanted(member.schema)) continue;
    const value = format.findMember(node, member);
    if (value === undefined) continue;
    structure[member.name] = readShape(format, member.schema, value, member.kind);
  }
  return structure;
}
