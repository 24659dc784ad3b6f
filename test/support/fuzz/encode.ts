// An input of any shape on the wire, wrong types and all: real clients would refuse to send most of it.
import type { NormalizedSchema } from '@smithy/core/schema';
import type { WireRequest } from '../../../local/wire/message.ts';
import type { OperationModel } from '../../../local/wire/model.ts';
import { toBinding } from '../../../local/wire/rest/read-bindings.ts';
import { isBodyMember } from '../../../local/wire/rest/write-bindings.ts';
import { encodeRfc3986 } from '../../../local/wire/rfc3986.ts';
import { toRawAuthorization } from '../raw-http.ts';
import { type FuzzedService, protocolOf } from './operations.ts';

type Input = Readonly<Record<string, unknown>>;

export function encodeCall(
  service: FuzzedService,
  operation: OperationModel,
  input: Input,
): WireRequest {
  const headers = {
    host: '127.0.0.1',
    authorization: toRawAuthorization(service.wire.signingName),
  };
  switch (protocolOf(service)) {
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const target = `${service.wire.targetPrefix ?? ''}.${operation.name}`;
      const type = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
      return { method: 'POST', path: '/', headers: { ...headers, ...type }, body: toJson(input) };
    }
    case 'awsQuery': {
      const form = new URLSearchParams({ Action: operation.name, Version: '2010-01-01' });
      addParameters(form, '', operation.input, input);
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const body = Buffer.from(form.toString());
      return { method: 'POST', path: '/', headers: { ...headers, ...type }, body };
    }
    case 'restJson1':
      return encodeRest(operation, input, headers, false);
    case 'restXml':
      return encodeRest(operation, input, headers, true);
  }
}

function toJson(input: unknown): Buffer {
  return Buffer.from(JSON.stringify(input));
}

/** Deep enough for the endpoint's own bounds. */
const NAME_CHARACTERS_MAX = 1000;
const DEPTH_MAX = 500;

function addParameters(
  form: URLSearchParams,
  name: string,
  schema: NormalizedSchema | undefined,
  value: unknown,
): void {
  const at = (part: string): string => (name === '' ? part : `${name}.${part}`);
  if (value === null || value === undefined || name.length > NAME_CHARACTERS_MAX) return;
  if (Array.isArray(value)) {
    const flat = schema?.getMergedTraits()['xmlFlattened'] !== undefined;
    const item = schema?.isListSchema() === true ? schema.getValueSchema() : undefined;
    value.forEach((entry, index) => {
      const number = String(index + 1);
      addParameters(form, at(flat ? number : `member.${number}`), item, entry);
    });
  } else if (typeof value === 'object') {
    if (schema?.isMapSchema() === true) {
      const flat = schema.getMergedTraits()['xmlFlattened'] !== undefined;
      Object.entries(value).forEach(([key, entry], index) => {
        const prefix = at(`${flat ? '' : 'entry.'}${String(index + 1)}`);
        form.append(`${prefix}.key`, key);
        addParameters(form, `${prefix}.value`, schema.getValueSchema(), entry);
      });
      return;
    }
    for (const [key, entry] of Object.entries(value)) {
      const isMember = schema?.isStructSchema() === true && hasMember(schema, key);
      addParameters(form, at(key), isMember ? schema.getMemberSchema(key) : undefined, entry);
    }
  } else {
    form.append(name, toText(value));
  }
}

function hasMember(schema: NormalizedSchema, name: string): boolean {
  return [...schema.structIterator()].some(([member]) => member === name);
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function encodeRest(
  { input: schema, http }: OperationModel,
  input: Input,
  base: Readonly<Record<string, string>>,
  isXml: boolean,
): WireRequest {
  const labels = new Map<string, string>();
  const query: string[] = (http?.template.query ?? []).map(([name, value]) => `${name}=${value}`);
  const headers: Record<string, string> = { ...base };
  const members: Record<string, unknown> = {};
  let body: Buffer | undefined;
  for (const [name, member] of schema.isUnitSchema() ? [] : schema.structIterator()) {
    const value = input[name];
    const traits = member.getMergedTraits();
    const binding = toBinding(member);
    if (binding === 'label') labels.set(name, encodeLoosely(toText(value ?? '')));
    if (value === undefined || value === null) continue;
    if (binding === 'query') {
      for (const item of Array.isArray(value) ? value : [value]) {
        query.push(`${encodeLoosely(String(traits.httpQuery))}=${encodeLoosely(toText(item))}`);
      }
    }
    if (binding === 'header') headers[String(traits.httpHeader).toLowerCase()] = toHeader(value);
    if (binding === 'payload') {
      body = member.isStructSchema() && isXml ? toXml(name, value) : toPayload(member, value);
    }
    if (isBodyMember(member)) members[name] = value;
  }
  if (body === undefined) {
    const hasBody = Object.keys(members).length > 0;
    body = hasBody ? (isXml ? toXml('Input', members) : toJson(members)) : Buffer.alloc(0);
  }
  const segments = (http?.template.segments ?? []).map((segment) =>
    'literal' in segment ? segment.literal : (labels.get(segment.label) ?? ''),
  );
  // S3's templates leave the bucket out.
  const bucket = isXml && labels.has('Bucket') ? [labels.get('Bucket') ?? ''] : [];
  const path = `/${[...bucket, ...segments].join('/')}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  return { method: http?.method ?? 'POST', path, headers, body };
}

/** A lone half of a surrogate pair cannot be escaped. */
function encodeLoosely(text: string): string {
  return encodeRfc3986(text.replace(/\p{Surrogate}/gu, '?'));
}

/** What a socket would let through. */
function toHeader(value: unknown): string {
  return toText(value)
    .replace(/[^\t\x20-\x7e\x80-\xff]/gu, '?')
    .slice(0, 8000)
    .trim();
}

function toPayload(member: NormalizedSchema, value: unknown): Buffer {
  if (member.isBlobSchema() && typeof value === 'string') return Buffer.from(value, 'base64');
  return typeof value === 'string' ? Buffer.from(value) : toJson(value);
}

function toXml(name: string, value: unknown): Buffer {
  return Buffer.from(toElement(name, value));
}

function toElement(name: string, value: unknown, depth = 0): string {
  if (depth > DEPTH_MAX) return '';
  if (Array.isArray(value)) return value.map((item) => toElement(name, item, depth + 1)).join('');
  const tag = /^[A-Za-z_][\w.-]*$/u.test(name) ? name : 'x';
  if (typeof value === 'object' && value !== null) {
    const children = Object.entries(value).map(([key, item]) => toElement(key, item, depth + 1));
    return `<${tag}>${children.join('')}</${tag}>`;
  }
  return `<${tag}>${toText(value ?? '').replace(/[&<>]/gu, (found) => `&#${String(found.charCodeAt(0))};`)}</${tag}>`;
}
