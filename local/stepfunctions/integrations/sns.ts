// arn:aws:states:::sns:publish
import type { PublishInput, PublishResponse } from '@aws-sdk/client-sns';
import { isObject } from '../asl/json.ts';
import { failed, type Integration, sdkMetadata, succeeded } from './call.ts';
import { type ErrorNaming, toFailure } from './error-names.ts';

const naming: ErrorNaming = {
  prefix: 'SNS',
  base: 'AmazonSNSException',
  service: 'Sns',
  sdk: () => import('@aws-sdk/client-sns'),
  deniedStatus: 403,
};

export const publishFields = {
  required: ['Message'],
  optional: [
    'TopicArn',
    'TargetArn',
    'PhoneNumber',
    'Subject',
    'MessageAttributes',
    'MessageStructure',
    'MessageDeduplicationId',
    'MessageGroupId',
  ],
};

/** A Message that is no text is sent as JSON. */
export const publishToSns: Integration = async (call) => {
  const { arguments: given, principal, region, requestId } = call;
  if (!isObject(given)) {
    return failed('States.Runtime', 'The arguments of sns:publish must be an object');
  }
  const message = given['Message'] ?? null;
  const input = {
    ...given,
    Message: typeof message === 'string' ? message : JSON.stringify(message),
  } as unknown as PublishInput;
  try {
    const answer = await call.call<PublishResponse>({
      service: 'sns',
      operation: 'Publish',
      input,
      principal,
      region,
    });
    return succeeded({
      ...(answer.MessageId === undefined ? {} : { MessageId: answer.MessageId }),
      ...(answer.SequenceNumber === undefined ? {} : { SequenceNumber: answer.SequenceNumber }),
      ...sdkMetadata(call),
    });
  } catch (error) {
    return await toFailure(error, naming, requestId);
  }
};
