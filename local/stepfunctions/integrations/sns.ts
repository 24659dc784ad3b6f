// arn:aws:states:::sns:publish
import type { PublishResponse } from '@aws-sdk/client-sns';
import { type Integration, sdkMetadata, succeeded } from './call.ts';
import { toMessageAttributes } from './message-attributes.ts';
import { callService, nameErrors, toArguments, toText } from './optimized.ts';

const naming = nameErrors({
  prefix: 'SNS',
  base: 'AmazonSNSException',
  service: 'sns',
  deniedStatus: 403,
});

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
export const publishToSns: Integration = {
  run: async (call) => {
    const given = toArguments(call.arguments);
    const { Message: message = null, MessageAttributes: attributes = null } = given;
    const input = {
      ...given,
      Message: toText(message),
      ...(attributes === null ? {} : { MessageAttributes: toMessageAttributes(attributes) }),
    };
    return await callService(
      call,
      naming,
      { operation: 'Publish', input },
      ({ MessageId, SequenceNumber }: PublishResponse) =>
        succeeded({
          ...(MessageId === undefined ? {} : { MessageId }),
          ...sdkMetadata(call),
          ...(SequenceNumber === undefined ? {} : { SequenceNumber }),
        }),
    );
  },
};
