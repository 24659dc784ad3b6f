// The errors of Step Functions, in its own words (API reference; texts as AWS answers them).
import { ServiceError } from '../service-error.ts';

type Code =
  | 'AccessDeniedException'
  | 'ConflictException'
  | 'ExecutionAlreadyExists'
  | 'ExecutionDoesNotExist'
  | 'ExecutionLimitExceeded'
  | 'ExecutionNotRedrivable'
  | 'InvalidArn'
  | 'InvalidDefinition'
  | 'InvalidExecutionInput'
  | 'InvalidLoggingConfiguration'
  | 'InvalidName'
  | 'InvalidOutput'
  | 'InvalidToken'
  | 'MissingRequiredParameter'
  | 'ResourceNotFound'
  | 'StateMachineAlreadyExists'
  | 'StateMachineDeleting'
  | 'StateMachineDoesNotExist'
  | 'TaskTimedOut'
  | 'TooManyTags'
  | 'ValidationException';

export function createStatesError(code: Code, message: string, cause?: unknown): ServiceError {
  return new ServiceError(code, message, cause === undefined ? {} : { cause });
}

export function stateMachineDoesNotExist(arn: string): ServiceError {
  return createStatesError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
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

/** What AWS has and this endpoint does not, refused by name rather than ignored. */
export function unsupported(what: string): ServiceError {
  return createStatesError('ValidationException', `${what} is not supported by this endpoint`);
}
