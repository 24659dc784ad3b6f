// What SNS refuses, by the names of its model and in the words of its answers.
import { ServiceError } from '../service-error.ts';

/** @param reason as AWS ends the sentence, such as `Topic Name` */
export function invalidParameter(reason: string, cause?: unknown): ServiceError {
  return new ServiceError('InvalidParameterException', `Invalid parameter: ${reason}`, { cause });
}

export function topicNotFound(): ServiceError {
  return new ServiceError('NotFoundException', 'Topic does not exist', { status: 404 });
}

export function subscriptionNotFound(): ServiceError {
  return new ServiceError('NotFoundException', 'Subscription does not exist', { status: 404 });
}

export function resourceNotFound(): ServiceError {
  return new ServiceError('ResourceNotFoundException', 'Resource does not exist', { status: 404 });
}
