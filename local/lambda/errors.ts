// The errors of Lambda, in its own words (Lambda API reference, and recorded answers for the texts).
import { ServiceError } from '../service-error.ts';

type Code =
  | 'AccessDeniedException'
  | 'InvalidParameterValueException'
  | 'InvalidRequestContentException'
  | 'PolicyLengthExceededException'
  | 'PreconditionFailedException'
  | 'RequestTooLargeException'
  | 'ResourceConflictException'
  | 'ResourceNotFoundException'
  | 'ServiceException'
  | 'TooManyRequestsException'
  | 'ValidationException';

const STATUS: Readonly<Record<Code, number>> = {
  AccessDeniedException: 403,
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  PolicyLengthExceededException: 400,
  PreconditionFailedException: 412,
  RequestTooLargeException: 413,
  ResourceConflictException: 409,
  ResourceNotFoundException: 404,
  ServiceException: 500,
  TooManyRequestsException: 429,
  ValidationException: 400,
};

export function createLambdaError(
  code: Code,
  message: string,
  { cause, ...details }: { readonly cause?: unknown; readonly [member: string]: unknown } = {},
): ServiceError {
  const status = STATUS[code];
  return new ServiceError(code, message, {
    status,
    details: { Type: status < 500 ? 'User' : 'Service', ...details },
    cause,
  });
}

export function functionNotFound(functionArn: string): ServiceError {
  return createLambdaError('ResourceNotFoundException', `Function not found: ${functionArn}`);
}

export function invalidParameter(message: string, cause?: unknown): ServiceError {
  return createLambdaError('InvalidParameterValueException', message, { cause });
}

/** The words in which AWS's common validator refuses a value before Lambda sees it. */
export function invalidMember(member: string, value: unknown, constraint: string): ServiceError {
  return createLambdaError(
    'ValidationException',
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );
}

export function roleNotAssumable(code: 'create' | 'invoke', cause: unknown): ServiceError {
  return createLambdaError(
    code === 'create' ? 'InvalidParameterValueException' : 'AccessDeniedException',
    'The role defined for the function cannot be assumed by Lambda.',
    { cause },
  );
}

export function revisionMismatch(): ServiceError {
  return createLambdaError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  );
}
