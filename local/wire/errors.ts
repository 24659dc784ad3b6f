// What the wire itself refuses, before any service is asked.
import { ServiceError } from '../service-error.ts';

export function serializationError(message: string): ServiceError {
  return new ServiceError('SerializationException', message);
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
