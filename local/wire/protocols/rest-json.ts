// restJson1 (smithy.io): Lambda and Scheduler. Errors carry their name in x-amzn-errortype.
import { ServiceError } from '../../service-error.ts';
import { toBytes, type WireResponse } from '../message.ts';
import type { OperationModel } from '../model.ts';
import type { ParsedRequest } from '../request.ts';
import { findPathLabels, findRestOperation } from '../rest/find-operation.ts';
import { readBindings, toBinding } from '../rest/read-bindings.ts';
import { isBodyMember, toPayloadBytes, writeBindings } from '../rest/write-bindings.ts';
import { jsonFormat } from '../shape/json-format.ts';
import { readShape, readStructure } from '../shape/read-shape.ts';
import { jsonTree, writeStructure, writeTree } from '../shape/write-tree.ts';
import { parseJson } from './aws-json.ts';
import { findErrorModel, writeErrorMembers } from './error-members.ts';
import type { ErrorAnswer, ServerProtocol } from './protocol.ts';

const JSON_TYPE = 'application/json';

export const restJson: ServerProtocol = {
  nameOperation: (request) => `${request.method} ${request.pathname}`,
  findOperation: (request, model) => findRestOperation(request, model, false),
  unknownOperation: (name) =>
    new ServiceError('UnknownOperationException', `The operation ${name} is not known here.`, {
      status: 404,
    }),
  readInput: (request, operation) => {
    if (operation.input.isUnitSchema()) return {};
    const labels = findPathLabels(operation, request.pathname, false) ?? {};
    return { ...readBody(request, operation), ...readBindings(request, operation.input, labels) };
  },
  writeOutput: (output, { operation, requestId }) => {
    const { status, headers, payload } = writeBindings(operation, output);
    const body =
      payload === undefined
        ? writeBody(operation, output)
        : writePayload(payload.schema, payload.value);
    return {
      status,
      headers: { 'content-type': JSON_TYPE, ...headers, 'x-amzn-requestid': requestId },
      body,
    };
  },
  writeError,
};

function readBody(request: ParsedRequest, operation: OperationModel): Record<string, unknown> {
  for (const [name, member] of operation.input.structIterator()) {
    if (toBinding(member) !== 'payload') continue;
    if (member.isBlobSchema()) return { [name]: request.body };
    return request.body.length === 0
      ? {}
      : { [name]: readShape(jsonFormat, member, parseJson(request.body)) };
  }
  return readStructure(jsonFormat, operation.input, parseJson(request.body), isBodyMember);
}

function writeBody(
  operation: OperationModel,
  output: Readonly<Record<string, unknown>>,
): Uint8Array {
  if (operation.output.isUnitSchema()) return new Uint8Array();
  return toBytes(JSON.stringify(writeStructure(jsonTree, operation.output, output, isBodyMember)));
}

function writePayload(schema: Parameters<typeof writeTree>[1], value: unknown): Uint8Array {
  if (schema.isBlobSchema() || schema.isStringSchema()) return toPayloadBytes(value);
  return value === undefined
    ? toBytes('{}')
    : toBytes(JSON.stringify(writeTree(jsonTree, schema, value)));
}

/** Refusals of AWS's front end have a status of their own here, where JSON-RPC answers 400 to everything. */
const FRONT_END_STATUS: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ExpiredTokenException: 403,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  UnrecognizedClientException: 403,
};

function writeError(error: ServiceError, answer: ErrorAnswer): WireResponse {
  const model = findErrorModel(error, answer.model);
  const status =
    error.status === 400
      ? (model?.status ?? FRONT_END_STATUS[error.code] ?? error.status)
      : error.status;
  const body = writeErrorMembers(error, model);
  return {
    status,
    headers: {
      'content-type': JSON_TYPE,
      'x-amzn-requestid': answer.requestId,
      'x-amzn-errortype': model?.name ?? error.code,
    },
    // Lambda's errors say whose fault it was, in a member of their own.
    body: toBytes(JSON.stringify(hasType(model) ? { Type: toFault(status), ...body } : body)),
  };
}

function hasType(model: ReturnType<typeof findErrorModel>): boolean {
  return (
    model !== undefined && [...model.schema.structIterator()].some(([name]) => name === 'Type')
  );
}

function toFault(status: number): string {
  return status < 500 ? 'User' : 'Service';
}
