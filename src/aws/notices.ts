// The port Notices over SNS, for close-rotation: in a run that still lives the machine publishes for itself.
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Clock } from '../rotation/effects.ts';
import { RotationError } from '../rotation/errors.ts';
import type { Notices } from '../rotation/ports.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

/** @param topicArn undefined in a function that publishes nothing */
export function createNotices(
  config: ClientConfig,
  clock: Clock,
  topicArn: string | undefined,
): Notices {
  const call = createTimedCall(() => new SNSClient(config), clock);
  return {
    publish: async ({ subject, text, attributes }, signal) => {
      if (topicArn === undefined) {
        throw new RotationError(
          'Rekey.InvalidConfiguration',
          'REKEY_NOTICE_TOPIC_ARN: expected the ARN of the notice topic, found nothing.',
        );
      }
      const input = {
        TopicArn: topicArn,
        Subject: subject,
        Message: text,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [
            name,
            { DataType: 'String', StringValue: value },
          ]),
        ),
      };
      await call({ call: 'sns:Publish', resource: topicArn }, signal, (sns, options) =>
        sns.send(new PublishCommand(input), options),
      );
    },
  };
}
