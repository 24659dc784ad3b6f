// Scalars that travel as text: in forms, XML elements, path labels, query strings and headers.
import type { NormalizedSchema } from '@smithy/core/schema';
import { serializationError } from '../errors.ts';
import type { ScalarKind, TimestampFormat } from './kind.ts';
import { parseTimestamp, writeTimestamp } from './timestamp.ts';

export function readTextScalar(
  text: string,
  kind: ScalarKind,
  schema: NormalizedSchema,
  timestampFormat: TimestampFormat,
): unknown {
  switch (kind) {
    case 'string':
    case 'document':
      return text;
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      throw mismatch('Boolean');
    case 'number': {
      const number = Number(text);
      if (text.trim() !== '' && !Number.isNaN(number)) return number;
      throw mismatch('Number');
    }
    case 'blob':
      return new Uint8Array(Buffer.from(text, 'base64'));
    case 'timestamp': {
      const date = parseTimestamp(text, schema, timestampFormat);
      if (date !== undefined) return date;
      throw mismatch('Timestamp');
    }
  }
}

export function writeTextScalar(
  value: unknown,
  schema: NormalizedSchema,
  timestampFormat: TimestampFormat,
): string {
  if (schema.isTimestampSchema()) {
    return String(writeTimestamp(new Date(value as Date), schema, timestampFormat));
  }
  if (schema.isBlobSchema()) {
    return Buffer.from(value as Uint8Array | string).toString('base64');
  }
  return String(value);
}

function mismatch(expected: string): Error {
  return serializationError(`STRING_VALUE can not be converted to ${expected}`);
}
