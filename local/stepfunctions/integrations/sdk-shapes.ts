// Data on its way into a call and out of it, by the SDK's own schemas: a machine writes JSON with members as Java names them, times in
// ISO 8601 and bytes as text.
import type { NormalizedSchema } from '@smithy/core/schema';
import { listMembers, type Member, toShapeKind, toValueSchema } from '../../wire/shape/kind.ts';
import { isObject, type Json, type JsonObject, setMember } from '../asl/json.ts';
import { toMemberName } from './java-names.ts';

export interface ReadInput {
  readonly input: Readonly<Record<string, unknown>>;
  /** Why the Task cannot be started, in AWS's words; empty where it can. */
  readonly faults: readonly string[];
}

export function readInput(schema: NormalizedSchema, given: Json): ReadInput {
  const faults: string[] = [];
  if (!isObject(given)) return { input: {}, faults: [invalidFormat('Arguments')] };
  const input = readStructure(schema, given, (fault) => faults.push(fault));
  return { input: input as ReadInput['input'], faults };
}

type Report = (fault: string) => void;

function readStructure(schema: NormalizedSchema, given: JsonObject, report: Report): object {
  const members = new Map(listMembers(schema).map((member) => [toMemberName(member.name), member]));
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const member = members.get(name);
    if (member === undefined) report(`The field "${name}" is not supported by Step Functions`);
    else if (value !== null) input[member.name] = readValue(member.schema, value, name, report);
  }
  return input;
}

function readValue(schema: NormalizedSchema, value: Json, name: string, report: Report): unknown {
  const kind = toShapeKind(schema);
  switch (kind) {
    case 'structure':
      if (isObject(value)) return readStructure(schema, value, report);
      break;
    case 'unit':
      if (isObject(value)) return {};
      break;
    case 'map': {
      const item = toValueSchema(schema);
      if (isObject(value)) {
        return Object.fromEntries(
          Object.entries(value).map(([key, inner]) => [key, readValue(item, inner, name, report)]),
        );
      }
      break;
    }
    case 'list': {
      const item = toValueSchema(schema);
      if (Array.isArray(value)) return value.map((inner) => readValue(item, inner, name, report));
      break;
    }
    case 'blob':
      return toBytes(schema, value, name);
    case 'document':
      return value;
    case 'string':
    case 'number':
    case 'boolean':
    case 'timestamp': {
      const scalar = scalars[kind](value);
      if (scalar !== undefined) return scalar;
    }
  }
  report(invalidFormat(name));
  return undefined;
}

/** As lenient as the SDK's own reader: a number may be written as text, and the other way round. */
const scalars = {
  string: (value: Json): string | undefined =>
    typeof value === 'object' ? undefined : String(value),
  number: (value: Json): number | undefined => {
    const isNumber = typeof value === 'string' && value.trim() !== '';
    const number = isNumber ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  },
  boolean: (value: Json): boolean | undefined => {
    if (value === 'true' || value === 'false') return value === 'true';
    return typeof value === 'boolean' ? value : undefined;
  },
  timestamp: (value: Json): Date | undefined => {
    if (typeof value !== 'string' && typeof value !== 'number') return undefined;
    const date = new Date(typeof value === 'number' ? value * 1000 : value);
    return Number.isNaN(date.getTime()) ? undefined : date;
  },
};

function invalidFormat(name: string): string {
  return `The value of the field '${name}' has an invalid format`;
}

/** A blob that is text to those who write machines: a document's body, a function's payload. Others are base64, as in JSON protocols. */
function isText(schema: NormalizedSchema, name: string): boolean {
  return name === 'Payload' || name === 'Body' || schema.isStreaming();
}

function toBytes(schema: NormalizedSchema, value: Json, name: string): Uint8Array {
  if (typeof value !== 'string') return Buffer.from(JSON.stringify(value));
  return Buffer.from(value, isText(schema, name) ? 'utf8' : 'base64');
}

/** What a machine sees of an answer. */
export function writeOutput(schema: NormalizedSchema, answer: unknown): Json {
  return writeValue(schema, answer ?? {}, '');
}

function writeValue(schema: NormalizedSchema, value: unknown, name: string): Json {
  switch (toShapeKind(schema)) {
    case 'unit':
      return {};
    case 'structure':
      return writeMembers(
        listMembers(schema).map((member): [string, Member, unknown] => [
          toMemberName(member.name),
          member,
          (value as Readonly<Record<string, unknown>>)[member.name],
        ]),
      );
    case 'map':
      return Object.fromEntries(
        Object.entries(value as Readonly<Record<string, unknown>>)
          .filter(([, inner]) => isThere(inner))
          .map(([key, inner]) => [key, writeValue(toValueSchema(schema), inner, name)]),
      );
    case 'list':
      return (value as readonly unknown[]).map((inner) =>
        writeValue(toValueSchema(schema), inner, name),
      );
    case 'timestamp':
      return writeTime(new Date(value as Date));
    case 'blob':
      return writeBytes(schema, value as Uint8Array | string, name);
    case 'string':
    case 'number':
    case 'boolean':
    case 'document':
      return value as Json;
  }
}

function writeMembers(members: readonly (readonly [string, Member, unknown])[]): JsonObject {
  const output: JsonObject = {};
  const there = members.filter(([, , value]) => isThere(value));
  // AWS writes them by name.
  for (const [name, { schema }, value] of there.sort(([a], [b]) => (a < b ? -1 : 1))) {
    setMember(output, name, writeValue(schema, value, name));
  }
  return output;
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** As Java's Instant: without a fraction where there is none. */
function writeTime(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

function writeBytes(schema: NormalizedSchema, value: Uint8Array | string, name: string): string {
  if (typeof value === 'string') return value;
  return Buffer.from(value).toString(isText(schema, name) ? 'utf8' : 'base64');
}
