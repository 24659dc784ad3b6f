// awsJson1_0 and awsJson1_1 (smithy.io, AWS JSON protocols): POST /, the operation in X-Amz-Target, errors by `__type`.
import { ServiceError } from '../../service-error.ts';
import { serializationError, undeterminedOperation, unknownOperation } from '../errors.ts';
import { findText, toBytes, type WireResponse } from '../message.ts';
import type { ParsedRequest } from '../request.ts';
import { jsonFormat } from '../shape/json-format.ts';
import { writeJson } from '../shape/json-text.ts';
import { isNamedTwice } from '../shape/named-twice.ts';
import { readShape } from '../shape/read-shape.ts';
import { jsonTree, writeTree } from '../shape/write-tree.ts';
import { findErrorModel, writeErrorMembers } from './error-members.ts';
import type { ServerProtocol } from './protocol.ts';

export function createAwsJson(version: '1.0' | '1.1'): ServerProtocol {
  const contentType = `application/x-amz-json-${version}`;
  const respond = (status: number, body: unknown, requestId: string): WireResponse => ({
    status,
    headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
    body: toBytes(writeJson(body)),
  });
  return {
    nameOperation,
    findOperation: (request, model) => {
      checkCall(request);
      return model.operations.get(nameOperation(request));
    },
    unknownOperation: (name, _request, isInModel) => unknownOperation(name, isInModel),
    readInput: (request, operation) =>
      readShape(jsonFormat, operation.input, parseJson(request.body)) as Record<string, unknown>,
    writeOutput: (output, { operation, requestId }) =>
      respond(200, writeTree(jsonTree, operation.output, output), requestId),
    writeError: (error, answer) => {
      const model = findErrorModel(error, answer.model);
      const body = { __type: model?.name ?? error.code, ...writeErrorMembers(error, model) };
      const response = respond(error.status, body, answer.requestId);
      return model?.queryCode === undefined
        ? response
        : { ...response, headers: { ...response.headers, ...queryError(error, model.queryCode) } };
    },
  };
}

const CONTENT_TYPE = /^application\/(?:x-amz-json-1\.[01]|json)\s*(?:;|$)/iu;

/** No call is taken that a web page could send without asking first: a GET, or a POST of a form or plain text. */
function checkCall({ method, headers }: ParsedRequest): void {
  if (method !== 'POST') throw undeterminedOperation();
  if (!CONTENT_TYPE.test(headers['content-type'] ?? '')) {
    throw new ServiceError('UnknownOperationException', '', { status: 404 });
  }
}

function nameOperation(request: ParsedRequest): string {
  const target = request.headers['x-amz-target'] ?? '';
  return target.slice(target.lastIndexOf('.') + 1);
}

/** @throws ServiceError SerializationException for anything but JSON that names each member once; an empty body is an empty object */
export function parseJson(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  const text = findText(body);
  const value = text === undefined ? undefined : findJson(text);
  if (text === undefined || value === undefined || isNamedTwice(text, value)) {
    throw serializationError();
  }
  return value;
}

/** Undefined where it is no JSON. The parser's own error quotes the body, which may be secret: it goes nowhere. */
function findJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Services that once spoke Query (SQS, CloudWatch) tell JSON clients the old code too (awsQueryCompatible trait). */
function queryError(error: ServiceError, code: string): Record<string, string> {
  return { 'x-amzn-query-error': `${code};${error.status < 500 ? 'Sender' : 'Receiver'}` };
}
