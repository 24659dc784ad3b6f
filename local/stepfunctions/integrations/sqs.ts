// arn:aws:states:::sqs:sendMessage
import type { SendMessageResult } from '@aws-sdk/client-sqs';
import type { Json } from '../asl/json.ts';
import { type Integration, sdkMetadata, succeeded } from './call.ts';
import { toMessageAttributes } from './message-attributes.ts';
import { callService, nameErrors, pick, toArguments, toText } from './optimized.ts';

const naming = nameErrors({ prefix: 'SQS', base: 'AmazonSQSException', service: 'sqs' });

export const sendMessageFields = {
  required: ['QueueUrl', 'MessageBody'],
  optional: [
    'DelaySeconds',
    'MessageAttribute',
    'MessageAttributes',
    'MessageDeduplicationId',
    'MessageGroupId',
  ],
};

/** A MessageBody that is no text is sent as JSON. AWS's pages call the attributes `MessageAttribute`. */
export const sendSqsMessage: Integration = {
  run: async (call) => {
    const given = toArguments(call.arguments);
    const { MessageBody: body = null } = given;
    const attributes = given['MessageAttributes'] ?? given['MessageAttribute'] ?? null;
    const input = {
      ...pick(given, ['QueueUrl', 'DelaySeconds', 'MessageDeduplicationId', 'MessageGroupId']),
      MessageBody: toText(body),
      ...(attributes === null ? {} : { MessageAttributes: toMessageAttributes(attributes) }),
    };
    return await callService(
      call,
      naming,
      { operation: 'SendMessage', input },
      (answer: SendMessageResult) => {
        const { SequenceNumber, ...rest } = answer;
        const members = JSON.parse(JSON.stringify(rest)) as Record<string, Json>;
        return succeeded({
          ...pick(members, ['MD5OfMessageAttributes', 'MD5OfMessageBody', 'MessageId']),
          ...sdkMetadata(call),
          ...(SequenceNumber === undefined ? {} : { SequenceNumber }),
        });
      },
    );
  },
};
