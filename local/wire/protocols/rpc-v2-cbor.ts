// smithy-rpc-v2-cbor (smithy.io, Smithy RPC v2 CBOR): POST /service/{name}/operation/{operation}. Newer clients of
// CloudWatch prefer it to JSON.
import { cbor, dateToTag } from '@smithy/core/cbor';
import { undeterminedOperation, unknownOperation } from '../errors.ts';
import type { WireResponse } from '../message.ts';
import type { ParsedRequest } from '../request.ts';
import { jsonFormat } from '../shape/json-format.ts';
import { readCbor } from '../shape/read-cbor.ts';
import { readShape } from '../shape/read-shape.ts';
import { type TreeFormat, writeTree } from '../shape/write-tree.ts';
import { findErrorModel, writeErrorMembers } from './error-members.ts';
import type { ServerProtocol } from './protocol.ts';

export const rpcV2Cbor: ServerProtocol = {
  nameOperation,
  findOperation: (request, model) => {
    if (request.method !== 'POST') throw undeterminedOperation();
    return model.operations.get(nameOperation(request));
  },
  unknownOperation: (name, _request, isInModel) => unknownOperation(name, isInModel),
  readInput: (request, operation) =>
    readShape(jsonFormat, operation.input, readBody(request)) as Record<string, unknown>,
  writeOutput: (output, { operation, requestId }) =>
    respond(200, writeTree(cborTree, operation.output, output), requestId),
  writeError: (error, answer) => {
    const model = findErrorModel(error, answer.model);
    const body = {
      __type: model?.name ?? error.code,
      ...writeErrorMembers(error, model, cborTree),
    };
    return respond(error.status, body, answer.requestId, model?.queryCode);
  },
};

const cborTree: TreeFormat = {
  writeBlob: (bytes) => bytes,
  writeTimestamp: (date) => dateToTag(date),
};

/** The service's name in the path of an RPC v2 call; undefined for all other paths. */
export function findRpcService(request: ParsedRequest): string | undefined {
  return request.headers['smithy-protocol'] === 'rpc-v2-cbor'
    ? /^\/service\/([^/]+)\/operation\/[^/]+$/u.exec(request.pathname)?.[1]
    : undefined;
}

function nameOperation(request: ParsedRequest): string {
  return request.pathname.slice(request.pathname.lastIndexOf('/') + 1);
}

function readBody({ body }: ParsedRequest): unknown {
  return body.length === 0 ? {} : readCbor(body);
}

function respond(
  status: number,
  body: unknown,
  requestId: string,
  queryCode?: string,
): WireResponse {
  const fault = status < 500 ? 'Sender' : 'Receiver';
  return {
    status,
    headers: {
      'content-type': 'application/cbor',
      'smithy-protocol': 'rpc-v2-cbor',
      'x-amzn-requestid': requestId,
      ...(queryCode === undefined ? {} : { 'x-amzn-query-error': `${queryCode};${fault}` }),
    },
    body: cbor.serialize(body),
  };
}
