// What the wire itself refuses, before any service is asked.
import { ServiceError } from '../service-error.ts';

/** @param message empty where AWS says no more than the name: for a body that its parser cannot read */
export function serializationError(message = ''): ServiceError {
  return new ServiceError('SerializationException', message);
}

/** For an operation that the model does not have AWS gives the name alone; one that only this endpoint lacks is named. */
export function unknownOperation(name: string, isInModel: boolean): ServiceError {
  return new ServiceError(
    'UnknownOperationException',
    isInModel ? `The operation ${name} is not known here.` : '',
  );
}

/** A request that can be no call of the protocol, such as a GET for JSON. */
export function undeterminedOperation(): ServiceError {
  return new ServiceError(
    'AccessDeniedException',
    'Unable to determine service/operation name to be authorized',
    { status: 403 },
  );
}

/** More bodies arrive at once than the endpoint has room for; SDKs try such again. */
export function noRoom(): ServiceError {
  return new ServiceError('ServiceUnavailable', 'Please reduce your request rate.', {
    status: 503,
  });
}

/** The signature is for another service than the one that is called. */
export function foreignScope(signingName: string): ServiceError {
  return new ServiceError(
    'InvalidSignatureException',
    `Credential should be scoped to correct service: '${signingName}'.`,
  );
}

export function bodyTooLarge(bytesMax: number): ServiceError {
  return new ServiceError(
    'RequestEntityTooLargeException',
    `Request size exceeded ${String(bytesMax)} bytes`,
    { status: 413 },
  );
}

export function foreignCaller(message: string): ServiceError {
  return new ServiceError('AccessDeniedException', message, { status: 403 });
}

/** Nothing in the request says which service it is meant for. */
export function unknownService(message: string): ServiceError {
  return new ServiceError('UnknownOperationException', message, { status: 404 });
}

/** A constant: what went wrong inside is for the log, not for the caller. */
export function internalFailure(cause: unknown): ServiceError {
  return new ServiceError('InternalServiceError', 'An internal error occurred.', {
    status: 500,
    cause,
  });
}

export function malformedQuery(message: string, cause?: unknown): ServiceError {
  return new ServiceError('MalformedQueryString', message, { cause });
}

/** `listen` found another program on its port. */
export function portInUse(port: number, host: string, cause: unknown): ServiceError {
  const message = `Port ${String(port)} of ${host} is taken by another program.`;
  return new ServiceError('PortInUse', message, { cause });
}

/** The request is not signed at all. */
export function missingAuthentication(): ServiceError {
  return new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token');
}
