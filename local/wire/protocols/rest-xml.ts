// restXml (smithy.io) as S3 speaks it: buckets first in the path, bodies as bytes, errors in an element of their own
// (Amazon S3 API reference, Error responses).
import type { NormalizedSchema } from '@smithy/core/schema';
import { ServiceError } from '../../service-error.ts';
import { findText, toBytes, type WireResponse } from '../message.ts';
import type { OperationModel } from '../model.ts';
import type { ParsedRequest } from '../request.ts';
import { findPathLabels, findRestOperation } from '../rest/find-operation.ts';
import { readBindings, toBinding } from '../rest/read-bindings.ts';
import { isBodyMember, toPayloadBytes, writeBindings } from '../rest/write-bindings.ts';
import { readShape, readStructure } from '../shape/read-shape.ts';
import { element, escapeXml, writeElement } from '../shape/write-xml.ts';
import { parseXml, xmlFormat } from '../shape/xml-format.ts';
import { findErrorModel } from './error-members.ts';
import type { Answer, ErrorAnswer, ServerProtocol } from './protocol.ts';

const XML_TYPE = 'application/xml';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export const restXml: ServerProtocol = {
  nameOperation,
  findOperation: (request, model) => findRestOperation(request, model, true),
  unknownOperation: () =>
    new ServiceError(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      { status: 501 },
    ),
  readInput: (request, operation) => {
    if (operation.input.isUnitSchema()) return {};
    const labels = findPathLabels(operation, request.pathname, true) ?? {};
    return { ...readBody(request, operation), ...readBindings(request, operation.input, labels) };
  },
  writeOutput,
  writeError,
};

/** Names of parameters tell the operation; their values may be a presigned URL's signature. */
function nameOperation({ method, pathname, query }: ParsedRequest): string {
  const names = query.map(([name]) => name).filter((name) => !name.startsWith('X-Amz-'));
  return `${method} ${pathname}${names.length === 0 ? '' : `?${names.join('&')}`}`;
}

function readBody(request: ParsedRequest, operation: OperationModel): Record<string, unknown> {
  for (const [name, member] of operation.input.structIterator()) {
    if (toBinding(member) !== 'payload') continue;
    if (member.isBlobSchema()) return { [name]: request.body };
    if (request.body.length === 0) return {};
    const text = readText(request.body);
    if (member.isStringSchema()) return { [name]: text };
    return { [name]: readShape(xmlFormat, member, parseXml(text)) };
  }
  if (request.body.length === 0) return {};
  return readStructure(xmlFormat, operation.input, parseXml(readText(request.body)), isBodyMember);
}

function readText(body: Uint8Array): string {
  const text = findText(body);
  if (text === undefined) throw new ServiceError('MalformedXML', 'The body is not UTF-8.');
  return text;
}

function writeOutput(output: Readonly<Record<string, unknown>>, answer: Answer): WireResponse {
  const { operation } = answer;
  const { status, headers, payload } = writeBindings(operation, output);
  const body =
    payload === undefined
      ? writeBody(output, answer)
      : writePayload(payload.schema, payload.value, answer);
  const contentType = isXml(operation, payload?.schema) && body.length > 0 ? XML_TYPE : undefined;
  return {
    // The model knows one status of success; a part of an object has another (RFC 9110, 206 Partial Content).
    status: headers['content-range'] === undefined ? status : 206,
    headers: {
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...headers,
      'x-amz-request-id': answer.requestId,
    },
    body,
  };
}

function isXml(operation: OperationModel, payload: NormalizedSchema | undefined): boolean {
  return payload === undefined ? !operation.output.isUnitSchema() : payload.isStructSchema();
}

function writeBody(
  output: Readonly<Record<string, unknown>>,
  { operation, wire }: Answer,
): Uint8Array {
  const { output: schema } = operation;
  if (schema.isUnitSchema()) return new Uint8Array();
  const members = [...schema.structIterator()].filter(([, member]) => isBodyMember(member));
  const [only] = members;
  if (only === undefined) return new Uint8Array();
  const body = Object.fromEntries(members.map(([name]) => [name, output[name]]));
  // GetBucketLocation's answer is its one member itself, also where that is empty (s3UnwrappedXmlOutput trait).
  const root =
    operation.name === 'GetBucketLocation'
      ? element(only[0], toNamespace(wire.xmlNamespace), writeText(output[only[0]]))
      : writeElement(toRootName(schema), schema, body, toNamespace(wire.xmlNamespace));
  return toBytes(DECLARATION + root);
}

function writeText(value: unknown): string {
  return typeof value === 'string' ? escapeXml(value) : '';
}

function writePayload(schema: NormalizedSchema, value: unknown, { wire }: Answer): Uint8Array {
  if (!schema.isStructSchema()) return toPayloadBytes(value);
  if (value === undefined || value === null) return new Uint8Array();
  const name = toRootName(schema);
  return toBytes(DECLARATION + writeElement(name, schema, value, toNamespace(wire.xmlNamespace)));
}

function toRootName(schema: NormalizedSchema): string {
  const { xmlName } = schema.getMergedTraits();
  return typeof xmlName === 'string' ? xmlName : (schema.getName() ?? 'Result');
}

function toNamespace(uri: string | undefined): string {
  return uri === undefined ? '' : ` xmlns="${escapeXml(uri)}"`;
}

/** Front-end errors under S3's names for them (Amazon S3 API reference, List of error codes). */
const S3_ERRORS: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AccessDeniedException: ['AccessDenied', 403],
  ExpiredTokenException: ['ExpiredToken', 400],
  IncompleteSignatureException: ['AuthorizationHeaderMalformed', 400],
  InternalServiceError: ['InternalError', 500],
  InvalidSignatureException: ['SignatureDoesNotMatch', 403],
  MissingAuthenticationTokenException: ['AccessDenied', 403],
  SerializationException: ['InvalidArgument', 400],
  UnrecognizedClientException: ['InvalidAccessKeyId', 403],
  ValidationException: ['InvalidRequest', 400],
};

function writeError(error: ServiceError, answer: ErrorAnswer): WireResponse {
  const model = findErrorModel(error, answer.model);
  const [code, ownStatus] = S3_ERRORS[error.code] ?? [error.code, error.status];
  const status = error.status === 400 ? (model?.status ?? ownStatus) : error.status;
  const details = Object.entries(error.details)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => element(name, '', escapeXml(String(value))))
    .join('');
  const body =
    element('Code', '', escapeXml(code)) +
    element('Message', '', escapeXml(error.message)) +
    details +
    element('RequestId', '', answer.requestId) +
    element('HostId', '', answer.requestId);
  return {
    status,
    headers: { 'content-type': XML_TYPE, 'x-amz-request-id': answer.requestId },
    body: toBytes(DECLARATION + element('Error', '', body)),
  };
}
