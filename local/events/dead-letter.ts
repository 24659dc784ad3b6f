// A delivery that was given up, as it lands in the target's dead-letter queue: the event as body, the story as attributes.
// Source: EventBridge user guide, "Using dead-letter queues to process undelivered events".
import type { SendMessageCommandInput } from '@aws-sdk/client-sqs';
import { findArn } from '../arn.ts';
import type { DeliveryError } from './delivery-error.ts';
import type { Delivery } from './store.ts';

const ERROR_MESSAGE_LENGTH_MAX = 1024;

/** @param exhausted which bound of the retry policy was reached; undefined where no retry would have helped */
export function toDeadLetter(
  { target, event, ruleArn, attempts }: Delivery,
  error: DeliveryError,
  exhausted: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | undefined,
  endpointUrl: string,
): SendMessageCommandInput {
  const queue = findArn(target.DeadLetterConfig?.Arn ?? '');
  const attributes: Readonly<Record<string, string | undefined>> = {
    RULE_ARN: ruleArn,
    TARGET_ARN: target.Arn,
    ERROR_CODE: error.code,
    ERROR_MESSAGE: error.message.slice(0, ERROR_MESSAGE_LENGTH_MAX),
    EXHAUSTED_RETRY_CONDITION: exhausted,
    RETRY_ATTEMPTS: String(attempts - 1),
  };
  return {
    QueueUrl: `${endpointUrl}/${queue?.accountId ?? ''}/${queue?.resource ?? ''}`,
    MessageBody: JSON.stringify(event),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes)
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    ),
  };
}
