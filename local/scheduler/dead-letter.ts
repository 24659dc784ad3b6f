// An invocation that was given up, as it lands in the dead-letter queue: the input as body, the story as attributes.
// Source: Scheduler user guide, "Configuring a dead-letter queue".
import type { SendMessageCommandInput } from '@aws-sdk/client-sqs';
import { findArn } from '../arn.ts';
import { toScheduledTime } from './context-attributes.ts';
import type { Invocation } from './store.ts';

export interface GivenUp {
  readonly invocation: Invocation;
  readonly payload: string;
  readonly executionId: string;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly exhausted: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';
}

const ERROR_MESSAGE_LENGTH_MAX = 1024;

export function toDeadLetter(
  { invocation, payload, executionId, errorCode, errorMessage, exhausted }: GivenUp,
  {
    queueArn,
    endpointUrl,
    bytesMax,
  }: {
    readonly queueArn: string;
    readonly endpointUrl: string;
    readonly bytesMax: number;
  },
): SendMessageCommandInput {
  const queue = findArn(queueArn);
  const isTruncated = Buffer.byteLength(payload) > bytesMax;
  const attributes: Readonly<Record<string, string>> = {
    ERROR_CODE: errorCode,
    ERROR_MESSAGE: errorMessage.slice(0, ERROR_MESSAGE_LENGTH_MAX),
    EXECUTION_ID: executionId,
    EXHAUSTED_RETRY_CONDITION: exhausted,
    IS_PAYLOAD_TRUNCATED: String(isTruncated),
    RETRY_ATTEMPTS: String(invocation.attempts - 1),
    SCHEDULE_ARN: invocation.scheduleArn,
    SCHEDULED_TIME: toScheduledTime(invocation.occurrenceMs),
    TARGET_ARN: invocation.target.Arn ?? '',
  };
  return {
    QueueUrl: `${endpointUrl}/${queue?.accountId ?? ''}/${queue?.resource ?? ''}`,
    MessageBody: isTruncated ? Buffer.from(payload).subarray(0, bytesMax).toString() : payload,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
  };
}
