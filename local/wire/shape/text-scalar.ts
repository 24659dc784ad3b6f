// Scalars that travel as text: in forms, XML elements, path labels, query strings and headers.
import type { NormalizedSchema } from '@smithy/core/schema';
import { serializationError } from '../errors.ts';
import { findBase64 } from './base64.ts';
import type { ScalarKind, TimestampFormat } from './kind.ts';
import { isFraction, toModelledNumber } from './number.ts';
import { parseTimestamp, writeTimestamp } from './timestamp.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;

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
      throw mismatch('a Boolean');
    case 'number': {
      const number = NUMBER.test(text) ? toModelledNumber(Number(text), schema) : undefined;
      if (number !== undefined) return number;
      throw mismatch(isFraction(schema) ? 'a Double' : 'an Integer');
    }
    case 'blob': {
      const bytes = findBase64(text);
      if (bytes !== undefined) return bytes;
      throw mismatch('a Blob');
    }
    case 'timestamp': {
      const date = parseTimestamp(text, schema, timestampFormat);
      if (date !== undefined) return date;
      throw mismatch('a Timestamp');
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
