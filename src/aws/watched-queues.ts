// The port WatchedQueues over SQS: looks into a queue and takes nothing. ReceiveMessage hides what it shows for a time, so that the
// next call shows others; nobody deletes it, so it comes back, and a dead-letter queue has no other that it would go to.
import {
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Clock } from '../rotation/effects.ts';
import type { QueuedMessage, WatchedQueues } from '../rotation/watch/ports.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

/** More would say no more to people; all are counted. */
const MESSAGES_MAX = 100;
/** As long as the whole look takes at the most, and an alarm's five minutes see the messages all the same. */
const HIDDEN_SECONDS = 30;
/** Long polling asks all of SQS's servers (Developer Guide, "Short and long polling"). */
const WAIT_SECONDS = 1;

export function createWatchedQueues(config: ClientConfig, clock: Clock): WatchedQueues {
  const call = createTimedCall(() => new SQSClient(config), clock);
  return {
    peek: async (queueUrl, signal) => {
      const { Attributes } = await call(
        { call: 'sqs:GetQueueAttributes', resource: queueUrl },
        signal,
        (sqs, options) =>
          sqs.send(
            new GetQueueAttributesCommand({
              QueueUrl: queueUrl,
              AttributeNames: [
                'ApproximateNumberOfMessages',
                'ApproximateNumberOfMessagesNotVisible',
              ],
            }),
            options,
          ),
      );
      const visible = Number(Attributes?.ApproximateNumberOfMessages ?? '0');
      const hidden = Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? '0');
      const messages: QueuedMessage[] = [];
      while (messages.length < Math.min(visible, MESSAGES_MAX)) {
        const { Messages = [] } = await call(
          { call: 'sqs:ReceiveMessage', resource: queueUrl },
          signal,
          (sqs, options) =>
            sqs.send(
              new ReceiveMessageCommand({
                QueueUrl: queueUrl,
                MaxNumberOfMessages: 10,
                VisibilityTimeout: HIDDEN_SECONDS,
                WaitTimeSeconds: WAIT_SECONDS,
                MessageAttributeNames: ['All'],
                MessageSystemAttributeNames: ['SentTimestamp'],
              }),
              options,
            ),
        );
        if (Messages.length === 0) break; // somebody else looks too
        messages.push(...Messages.map((message) => toQueued(message)));
      }
      return { count: Math.max(visible + hidden, messages.length), messages };
    },
  };
}

function toQueued({ Body = '', MessageAttributes = {}, Attributes }: Message): QueuedMessage {
  const sentAt = Attributes?.SentTimestamp;
  return {
    body: Body,
    attributes: new Map(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue ?? '']),
    ),
    ...(sentAt === undefined ? {} : { sentAt: Number(sentAt) }),
  };
}
