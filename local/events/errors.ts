// What EventBridge refuses, by the names of its model and in the words of its answers.
import { ServiceError } from '../service-error.ts';

export function validationException(message: string, cause?: unknown): ServiceError {
  return new ServiceError('ValidationException', message, { cause });
}

export function ruleNotFound(name: string, bus: string): ServiceError {
  return new ServiceError(
    'ResourceNotFoundException',
    `Rule ${name} does not exist on EventBus ${bus}.`,
  );
}

export function busNotFound(name: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

export function busExists(name: string): ServiceError {
  return new ServiceError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
}

export function invalidEventPattern(reason: string): ServiceError {
  return new ServiceError(
    'InvalidEventPatternException',
    `Event pattern is not valid. Reason: ${reason}`,
  );
}

export function limitExceeded(): ServiceError {
  return new ServiceError(
    'LimitExceededException',
    'The requested resource exceeds the maximum number allowed.',
  );
}

export function invalidToken(): ServiceError {
  return validationException('Invalid NextToken.');
}
