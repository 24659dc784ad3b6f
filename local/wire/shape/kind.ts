// What a schema is, as one word, and what it is made of. The SDK's NormalizedSchema answers by a row of predicates and makes its parts anew each
// time; schemas never change, so each answer is kept with its schema.
import type { NormalizedSchema } from '@smithy/core/schema';

export type ScalarKind = 'string' | 'boolean' | 'number' | 'timestamp' | 'blob' | 'document';

export type ShapeKind = ScalarKind | 'structure' | 'list' | 'map' | 'unit';

export function toShapeKind(schema: NormalizedSchema): ShapeKind {
  const known = kinds.get(schema);
  if (known !== undefined) return known;
  const kind = findKind(schema);
  kinds.set(schema, kind);
  return kind;
}

const kinds = new WeakMap<NormalizedSchema, ShapeKind>();

function findKind(schema: NormalizedSchema): ShapeKind {
  if (schema.isUnitSchema()) return 'unit';
  if (schema.isStructSchema()) return 'structure';
  if (schema.isListSchema()) return 'list';
  if (schema.isMapSchema()) return 'map';
  if (schema.isStringSchema()) return 'string';
  if (schema.isBooleanSchema()) return 'boolean';
  if (schema.isBlobSchema()) return 'blob';
  if (schema.isTimestampSchema()) return 'timestamp';
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) {
    return 'number';
  }
  return 'document';
}

export interface Member {
  readonly name: string;
  /** On the wire, in JSON. */
  readonly jsonName: string;
  readonly schema: NormalizedSchema;
  readonly kind: ShapeKind;
  readonly isRequired: boolean;
}

/** Of a structure; those that the model requires come first. */
export function listMembers(schema: NormalizedSchema): readonly Member[] {
  const known = members.get(schema);
  if (known !== undefined) return known;
  const requiredCount = countRequired(schema);
  const made = [...schema.structIterator()].map(([name, member], index): Member => {
    const { jsonName } = member.getMergedTraits();
    return {
      name,
      jsonName: typeof jsonName === 'string' ? jsonName : name,
      schema: member,
      kind: toShapeKind(member),
      isRequired: index < requiredCount,
    };
  });
  members.set(schema, made);
  return made;
}

const members = new WeakMap<NormalizedSchema, readonly Member[]>();

/** Empty where the schema is no structure. */
export function listRequiredMembers(schema: NormalizedSchema): readonly string[] {
  if (!schema.isStructSchema()) return [];
  return listMembers(schema)
    .filter(({ isRequired }) => isRequired)
    .map(({ name }) => name);
}

/** The schema lists the required members first and gives their count. */
function countRequired(schema: NormalizedSchema): number {
  const parts = schema.getSchema() as unknown;
  return Array.isArray(parts) ? ((parts[6] as number | undefined) ?? 0) : 0;
}

/** Of a list's items or a map's values. */
export function toValueSchema(schema: NormalizedSchema): NormalizedSchema {
  const known = valueSchemas.get(schema);
  if (known !== undefined) return known;
  const made = schema.getValueSchema();
  valueSchemas.set(schema, made);
  return made;
}

const valueSchemas = new WeakMap<NormalizedSchema, NormalizedSchema>();

/** The protocol's timestamp format: a schema's own (5 date-time, 6 http-date, 7 epoch seconds), or else the protocol's. */
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

export function toTimestampFormat(
  schema: NormalizedSchema,
  otherwise: TimestampFormat,
): TimestampFormat {
  const own = schema.getSchema();
  if (own === 5) return 'date-time';
  if (own === 6) return 'http-date';
  if (own === 7) return 'epoch-seconds';
  return otherwise;
}
