// Points in time as the protocols write them (smithy.io, timestampFormat trait): epoch seconds with a fraction,
// RFC 3339, or an HTTP date.
import type { NormalizedSchema } from '@smithy/core/schema';
import { type TimestampFormat, toTimestampFormat } from './kind.ts';

/** The moment, or undefined where the text is none. Numbers are taken as epoch seconds whatever the format. */
export function parseTimestamp(
  value: string | number,
  schema: NormalizedSchema,
  otherwise: TimestampFormat,
): Date | undefined {
  if (typeof value === 'number') return toDate(value * 1000);
  const format = toTimestampFormat(schema, otherwise);
  if (format === 'epoch-seconds' && /^-?\d+(\.\d+)?$/u.test(value)) {
    return toDate(Number(value) * 1000);
  }
  return DATE.test(value) ? toDate(Date.parse(value)) : undefined;
}

/** RFC 3339, or an HTTP date; the language's own parser would take much else. */
const DATE =
  /^(?:\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT)$/u;

export function writeTimestamp(
  date: Date,
  schema: NormalizedSchema,
  otherwise: TimestampFormat,
): string | number {
  switch (toTimestampFormat(schema, otherwise)) {
    case 'epoch-seconds':
      return date.getTime() / 1000;
    case 'date-time':
      return date.toISOString();
    case 'http-date':
      return date.toUTCString();
  }
}

/** Not every finite number is a moment that a Date can hold. */
function toDate(milliseconds: number): Date | undefined {
  const date = new Date(Math.round(milliseconds));
  return Number.isNaN(date.getTime()) ? undefined : date;
}
