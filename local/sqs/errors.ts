// What SQS refuses, by the names of its model and in the words of its answers.
import { ServiceError } from '../service-error.ts';

export function queueDoesNotExist(): ServiceError {
  return new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
}

export function queueNameExists(attribute: string): ServiceError {
  return new ServiceError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
  );
}

export function missingParameter(name: string): ServiceError {
  return new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`);
}

export function invalidParameterValue(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}

export function invalidAttributeName(name: string): ServiceError {
  return new ServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`);
}

export function invalidAttributeValue(name: string, reason?: string): ServiceError {
  const tail = reason === undefined ? '' : ` Reason: ${reason}.`;
  return new ServiceError(
    'InvalidAttributeValue',
    `Invalid value for the parameter ${name}.${tail}`,
  );
}

export function invalidMessageContents(): ServiceError {
  return new ServiceError(
    'InvalidMessageContents',
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
  );
}

export function receiptHandleIsInvalid(handle: string): ServiceError {
  return new ServiceError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
}

export function messageNotInflight(): ServiceError {
  return new ServiceError(
    'MessageNotInflight',
    'The specified message is not in flight or is no longer available.',
  );
}

export function purgeQueueInProgress(name: string): ServiceError {
  return new ServiceError(
    'PurgeQueueInProgress',
    `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`,
    { status: 403 },
  );
}

export function unsupportedOperation(message: string): ServiceError {
  return new ServiceError('UnsupportedOperation', message);
}
