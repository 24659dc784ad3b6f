// What REST protocols keep outside the body: path labels, query, headers (smithy.io, HTTP bindings).
import type { NormalizedSchema } from '@smithy/core/schema';
import { decode, type ParsedRequest } from '../request.ts';
import { type ScalarKind, type TimestampFormat, toShapeKind } from '../shape/kind.ts';
import { readTextScalar } from '../shape/text-scalar.ts';

export type Binding =
  | 'label'
  | 'query'
  | 'header'
  | 'prefixHeaders'
  | 'payload'
  | 'status'
  | 'body';

export function toBinding(member: NormalizedSchema): Binding {
  const traits = member.getMergedTraits();
  if (traits.httpLabel !== undefined) return 'label';
  if (traits.httpQuery !== undefined) return 'query';
  if (traits.httpHeader !== undefined) return 'header';
  if (traits.httpPrefixHeaders !== undefined) return 'prefixHeaders';
  if (traits.httpPayload !== undefined) return 'payload';
  return traits.httpResponseCode === undefined ? 'body' : 'status';
}

/** Every member of `input` that travels outside the body. */
export function readBindings(
  request: ParsedRequest,
  input: NormalizedSchema,
  labels: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, member] of input.structIterator()) {
    const value = readBinding(request, name, member, labels);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function readBinding(
  request: ParsedRequest,
  name: string,
  member: NormalizedSchema,
  labels: Readonly<Record<string, string>>,
): unknown {
  const traits = member.getMergedTraits();
  switch (toBinding(member)) {
    case 'label': {
      const label = labels[name];
      return label === undefined ? undefined : readText(decode(label), member, 'date-time');
    }
    case 'query': {
      const sent = request.query
        .filter(([key]) => key === traits.httpQuery)
        .map(([, text]) => text);
      return readTexts(sent, member, 'date-time');
    }
    case 'header': {
      const header = request.headers[String(traits.httpHeader).toLowerCase()];
      return header === undefined ? undefined : readHeader(header, member);
    }
    case 'prefixHeaders':
      return findPrefixed(request.headers, String(traits.httpPrefixHeaders).toLowerCase());
    case 'payload':
    case 'status':
    case 'body':
      return undefined;
  }
}

function readTexts(
  texts: readonly string[],
  member: NormalizedSchema,
  format: TimestampFormat,
): unknown {
  const [first] = texts;
  if (first === undefined) return undefined;
  if (!member.isListSchema()) return readText(first, member, format);
  return texts.map((text) => readText(text, member.getValueSchema(), format));
}

function readHeader(header: string, member: NormalizedSchema): unknown {
  if (!member.isListSchema()) return readText(header, member, 'http-date');
  const items = header.split(',').map((item) => item.trim());
  return readTexts(items, member, 'http-date');
}

function readText(text: string, schema: NormalizedSchema, format: TimestampFormat): unknown {
  return readTextScalar(text, toShapeKind(schema) as ScalarKind, schema, format);
}

function findPrefixed(
  headers: Readonly<Record<string, string>>,
  prefix: string,
): Record<string, string> | undefined {
  const found = Object.entries(headers)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value] as const);
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
