// What a schema is, as one word: the SDK's NormalizedSchema answers it by a row of predicates.
import type { NormalizedSchema } from '@smithy/core/schema';

export type ScalarKind = 'string' | 'boolean' | 'number' | 'timestamp' | 'blob' | 'document';

export type ShapeKind = ScalarKind | 'structure' | 'list' | 'map' | 'unit';

export function toShapeKind(schema: NormalizedSchema): ShapeKind {
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

/** Members that the model requires: the schema lists them first and gives their count. */
export function listRequiredMembers(schema: NormalizedSchema): readonly string[] {
  const parts = schema.getSchema() as unknown;
  if (!Array.isArray(parts) || !schema.isStructSchema()) return [];
  const names = parts[4] as readonly string[];
  const count = parts[6] as number | undefined;
  return names.slice(0, count ?? 0);
}

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
