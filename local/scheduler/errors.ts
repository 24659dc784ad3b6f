// What Scheduler refuses, by the names of its model.
import { ServiceError } from '../service-error.ts';

export function validationException(message: string, cause?: unknown): ServiceError {
  return new ServiceError('ValidationException', message, { cause });
}

export function scheduleNotFound(name: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `Schedule ${name} does not exist.`, {
    status: 404,
  });
}

export function scheduleGroupNotFound(name: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, {
    status: 404,
  });
}

export function conflictException(message: string): ServiceError {
  return new ServiceError('ConflictException', message, { status: 409 });
}

export function invalidToken(): ServiceError {
  return validationException('Invalid NextToken.');
}
