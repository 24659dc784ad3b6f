// The errors of Step Functions, in its own words (API reference; texts as AWS answers them).
import { ServiceError } from '../service-error.ts';

type Code =
  | 'AccessDeniedException'
  | 'ActivityDoesNotExist'
  | 'ConflictException'
  | 'ExecutionAlreadyExists'
  | 'ExecutionDoesNotExist'
  | 'ExecutionLimitExceeded'
  | 'ExecutionNotRedrivable'
  | 'InvalidArn'
  | 'InvalidDefinition'
  | 'InvalidEncryptionConfiguration'
  | 'InvalidExecutionInput'
  | 'InvalidLoggingConfiguration'
  | 'InvalidName'
  | 'InvalidOutput'
  | 'InvalidToken'
  | 'MissingRequiredParameter'
  | 'ServiceQuotaExceededException'
  | 'StateMachineAlreadyExists'
  | 'StateMachineDeleting'
  | 'StateMachineDoesNotExist'
  | 'StateMachineTypeNotSupported'
  | 'TaskTimedOut'
  | 'ThrottlingException'
  | 'TooManyTags'
  | 'ValidationException';

/** HTTP statuses of the model; all others are 400. */
const STATUS: Partial<Record<Code, number>> = {
  ConflictException: 409,
  ServiceQuotaExceededException: 402,
};

export function createStatesError(code: Code, message: string, cause?: unknown): ServiceError {
  return new ServiceError(code, message, {
    status: STATUS[code] ?? 400,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Why AWS's model says that an input is refused. */
type Reason =
  | 'API_DOES_NOT_SUPPORT_LABELED_ARNS'
  | 'INVALID_ROUTING_CONFIGURATION'
  | 'MISSING_REQUIRED_PARAMETER';

export function invalidInput(message: string, reason?: Reason): ServiceError {
  return new ServiceError(
    'ValidationException',
    message,
    reason === undefined ? {} : { details: { reason } },
  );
}

export function stateMachineDoesNotExist(arn: string): ServiceError {
  return createStatesError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

export function stateMachineDeleting(arn: string): ServiceError {
  return createStatesError('StateMachineDeleting', `State Machine is being deleted: '${arn}'`);
}

export function stateMachineTypeNotSupported(): ServiceError {
  return createStatesError(
    'StateMachineTypeNotSupported',
    'This operation is not supported by this type of state machine',
  );
}

export function resourceNotFound(arn: string): ServiceError {
  return new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`, {
    status: 404,
    details: { resourceName: arn },
  });
}

export function executionDoesNotExist(arn: string): ServiceError {
  return createStatesError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}

export function executionAlreadyExists(arn: string): ServiceError {
  return createStatesError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
}

export function invalidArn(text: string): ServiceError {
  return createStatesError('InvalidArn', `Invalid Arn: '${text}'`);
}

/** An ARN of something that the call is not for. */
export function wrongResourceType(type: string): ServiceError {
  return invalidArn(`Resource type not valid in this context: ${type}`);
}

export function invalidName(name: string): ServiceError {
  return createStatesError('InvalidName', `Invalid Name: '${name}'`);
}

export function invalidToken(token: string): ServiceError {
  return createStatesError('InvalidToken', `Invalid Token: '${token}'`);
}

/** A task token is as good as its Task: it is not repeated. */
export function invalidTaskToken(): ServiceError {
  return createStatesError('InvalidToken', "Invalid Token: 'Invalid token'");
}

export function taskTimedOut(): ServiceError {
  return createStatesError(
    'TaskTimedOut',
    "Task Timed Out: 'Provided task does not exist anymore'",
  );
}

/** One of AWS's common errors, which every SDK tries again. */
export function throttled(): ServiceError {
  return createStatesError('ThrottlingException', 'Rate exceeded');
}

/** What AWS has and this endpoint does not, refused by name rather than ignored. */
export function unsupported(what: string): ServiceError {
  return createStatesError('ValidationException', `${what} is not supported by this endpoint`);
}
