// What a protocol does on the server's side. One file beside this for each.
import type { Wire } from '../../service.ts';
import type { ServiceError } from '../../service-error.ts';
import type { WireResponse } from '../message.ts';
import type { OperationModel, ServiceModel } from '../model.ts';
import type { ParsedRequest } from '../request.ts';

export interface ServerProtocol {
  /** Which operation is meant; undefined where the service's model has none such. */
  findOperation(
    request: ParsedRequest,
    model: ServiceModel,
    wire: Wire,
  ): OperationModel | undefined;
  /** What the caller asked for, for the log and the error, where the model does not know it. */
  nameOperation(request: ParsedRequest): string;
  /** The refusal of an operation that the service does not have, or that only the endpoint does not have. */
  unknownOperation(name: string, request: ParsedRequest, isInModel: boolean): ServiceError;
  readInput(request: ParsedRequest, operation: OperationModel): Record<string, unknown>;
  writeOutput(output: Readonly<Record<string, unknown>>, answer: Answer): WireResponse;
  writeError(error: ServiceError, answer: ErrorAnswer): WireResponse;
}

export interface Answer {
  readonly operation: OperationModel;
  readonly wire: Wire;
  readonly requestId: string;
}

export interface ErrorAnswer {
  /** Undefined where the request failed before its service was known. */
  readonly model: ServiceModel | undefined;
  readonly wire: Wire | undefined;
  readonly requestId: string;
  readonly request: ParsedRequest | undefined;
}
