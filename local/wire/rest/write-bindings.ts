// An answer's members that are headers or the status (smithy.io, HTTP bindings).
import type { NormalizedSchema } from '@smithy/core/schema';
import type { OperationModel } from '../model.ts';
import { writeTextScalar } from '../shape/text-scalar.ts';
import { toBinding } from './read-bindings.ts';

export interface BoundParts {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The member that is the body, and its value if there is one; undefined where the body is the other members. */
  readonly payload: { readonly schema: NormalizedSchema; readonly value: unknown } | undefined;
}

const OK = 200;

export function writeBindings(
  operation: OperationModel,
  output: Readonly<Record<string, unknown>>,
): BoundParts {
  const headers: Record<string, string> = {};
  let status = operation.http?.status ?? OK;
  let payload: BoundParts['payload'];
  if (operation.output.isUnitSchema()) return { status, headers, payload };
  for (const [name, member] of operation.output.structIterator()) {
    const binding = toBinding(member);
    const value = output[name];
    if (binding === 'payload') payload = { schema: member, value };
    if (value === undefined || value === null) continue;
    if (binding === 'status') status = Number(value);
    if (binding === 'header') {
      headers[String(member.getMergedTraits().httpHeader).toLowerCase()] = toHeader(value, member);
    }
    if (binding === 'prefixHeaders') {
      const prefix = String(member.getMergedTraits().httpPrefixHeaders).toLowerCase();
      for (const [key, text] of Object.entries(value as Readonly<Record<string, string>>)) {
        headers[prefix + key.toLowerCase()] = toHeaderText(text);
      }
    }
  }
  return { status, headers, payload };
}

export function isBodyMember(member: NormalizedSchema): boolean {
  return toBinding(member) === 'body';
}

/** A blob or text payload goes out as it is. */
export function toPayloadBytes(value: unknown): Uint8Array {
  if (value === undefined || value === null) return new Uint8Array();
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : (value as Uint8Array);
}

function toHeader(value: unknown, member: NormalizedSchema): string {
  const items = member.isListSchema() ? (value as readonly unknown[]) : [value];
  const schema = member.isListSchema() ? member.getValueSchema() : member;
  return items.map((item) => toHeaderText(writeTextScalar(item, schema, 'http-date'))).join(', ');
}

/** No line may begin a header of its own, and node refuses what is not Latin-1. */
function toHeaderText(text: string): string {
  return Buffer.from(text.replace(/[\r\n]/gu, ' '), 'utf8').toString('latin1');
}
