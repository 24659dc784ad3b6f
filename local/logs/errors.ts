// The errors of CloudWatch Logs, in its own words.
import { ServiceError } from '../service-error.ts';

type Code =
  | 'InvalidParameterException'
  | 'InvalidSequenceTokenException'
  | 'LimitExceededException'
  | 'ResourceAlreadyExistsException'
  | 'ResourceNotFoundException';

export function createLogsError(code: Code, message: string): ServiceError {
  return new ServiceError(code, message);
}

export function groupNotFound(): ServiceError {
  return createLogsError('ResourceNotFoundException', 'The specified log group does not exist.');
}

export function streamNotFound(): ServiceError {
  return createLogsError('ResourceNotFoundException', 'The specified log stream does not exist.');
}

export function invalidParameter(message: string): ServiceError {
  return createLogsError('InvalidParameterException', message);
}
