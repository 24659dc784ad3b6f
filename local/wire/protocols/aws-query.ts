// awsQuery (smithy.io): a form with Action and Version, answers in XML. STS, IAM, SNS, CloudFormation, and older
// clients of SQS and CloudWatch.
import { ServiceError } from '../../service-error.ts';
import { undeterminedOperation } from '../errors.ts';
import { toBytes, type WireResponse } from '../message.ts';
import type { ParsedRequest } from '../request.ts';
import { parseForm, queryFormat } from '../shape/query-format.ts';
import { readShape } from '../shape/read-shape.ts';
import { element, escapeXml, writeElement, writeMembers } from '../shape/write-xml.ts';
import { findErrorModel } from './error-members.ts';
import type { ErrorAnswer, ServerProtocol } from './protocol.ts';

export const awsQuery: ServerProtocol = {
  nameOperation,
  findOperation: (request, model) => {
    if (request.method !== 'POST' && request.method !== 'GET') throw undeterminedOperation();
    return model.operations.get(nameOperation(request));
  },
  unknownOperation: (name, request) => {
    const version = request.form?.get('Version') ?? '';
    const message = `Could not find operation ${name} for version ${version}`;
    return new ServiceError('InvalidAction', message);
  },
  readInput: (request, operation) =>
    readShape(queryFormat, operation.input, parseForm(request.form ?? new Map())) as Record<
      string,
      unknown
    >,
  writeOutput: (output, { operation, wire, requestId }) => {
    const result = operation.output.isUnitSchema()
      ? ''
      : element(`${operation.name}Result`, '', writeMembers(operation.output, output));
    const metadata = element('ResponseMetadata', '', element('RequestId', '', requestId));
    const root = element(
      `${operation.name}Response`,
      namespace(wire.xmlNamespace),
      result + metadata,
    );
    return respond(200, root, requestId);
  },
  writeError: (error, answer) => {
    const { code, status } = toQueryError(error, answer);
    const body =
      element('Type', '', status < 500 ? 'Sender' : 'Receiver') +
      element('Code', '', escapeXml(code)) +
      element('Message', '', escapeXml(error.message)) +
      writeDetails(error, answer);
    const root = element(
      'ErrorResponse',
      namespace(answer.wire?.xmlNamespace),
      element('Error', '', body) + element('RequestId', '', answer.requestId),
    );
    return respond(status, root, answer.requestId);
  },
};

/** Front-end errors under the names that the Query protocol has for them (AWS, Common Errors). */
const QUERY_ERRORS: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AccessDeniedException: ['AccessDenied', 403],
  ExpiredTokenException: ['ExpiredToken', 403],
  IncompleteSignatureException: ['IncompleteSignature', 403],
  InternalServiceError: ['InternalFailure', 500],
  InvalidSignatureException: ['SignatureDoesNotMatch', 403],
  MissingAuthenticationTokenException: ['MissingAuthenticationToken', 403],
  SerializationException: ['MalformedInput', 400],
  UnrecognizedClientException: ['InvalidClientTokenId', 403],
  ValidationException: ['ValidationError', 400],
};

function toQueryError(
  error: ServiceError,
  { model }: ErrorAnswer,
): { readonly code: string; readonly status: number } {
  const modelled = findErrorModel(error, model);
  if (modelled !== undefined) {
    const status =
      error.status === 400 ? (modelled.queryStatus ?? modelled.status ?? 400) : error.status;
    return { code: modelled.queryCode ?? modelled.name, status };
  }
  if (
    error.code === 'AccessDeniedException' &&
    model?.errors.has('AuthorizationErrorException') === true
  ) {
    return { code: 'AuthorizationError', status: 403 }; // SNS has its own word for it
  }
  const [code, status] = QUERY_ERRORS[error.code] ?? [error.code, error.status];
  return { code, status };
}

function writeDetails(error: ServiceError, { model }: ErrorAnswer): string {
  const modelled = findErrorModel(error, model);
  if (modelled === undefined) return '';
  return [...modelled.schema.structIterator()]
    .filter(([name]) => !/^message$/iu.test(name) && error.details[name] !== undefined)
    .map(([name, member]) => writeElement(name, member, error.details[name]))
    .join('');
}

function nameOperation(request: ParsedRequest): string {
  return request.form?.get('Action') ?? '';
}

function namespace(uri: string | undefined): string {
  return uri === undefined ? '' : ` xmlns="${escapeXml(uri)}"`;
}

function respond(status: number, root: string, requestId: string): WireResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: toBytes(root),
  };
}
