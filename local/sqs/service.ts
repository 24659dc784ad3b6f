// SQS: standard queues with visibility, long polling, retention and redrive. FIFO queues are refused.
import type { Environment, Service } from '../service.ts';
import { createChangeMessageVisibility } from './actions/change-message-visibility.ts';
import { createChangeMessageVisibilityBatch } from './actions/change-message-visibility-batch.ts';
import { createCreateQueue } from './actions/create-queue.ts';
import { createDeleteMessage } from './actions/delete-message.ts';
import { createDeleteMessageBatch } from './actions/delete-message-batch.ts';
import { createDeleteQueue } from './actions/delete-queue.ts';
import { createGetQueueAttributes } from './actions/get-queue-attributes.ts';
import { createGetQueueUrl } from './actions/get-queue-url.ts';
import { createListDeadLetterSourceQueues } from './actions/list-dead-letter-source-queues.ts';
import { createListQueueTags } from './actions/list-queue-tags.ts';
import { createListQueues } from './actions/list-queues.ts';
import { createPurgeQueue } from './actions/purge-queue.ts';
import { createReceiveMessage } from './actions/receive-message.ts';
import { createSendMessage } from './actions/send-message.ts';
import { createSendMessageBatch } from './actions/send-message-batch.ts';
import { createSetQueueAttributes } from './actions/set-queue-attributes.ts';
import { createTagQueue } from './actions/tag-queue.ts';
import { createUntagQueue } from './actions/untag-queue.ts';
import { createSqsParts } from './sqs.ts';

export function createSqs(environment: Environment): Service {
  const sqs = createSqsParts(environment);
  return {
    wire: {
      signingName: 'sqs',
      protocols: ['awsJson1_0', 'awsQuery'],
      targetPrefix: 'AmazonSQS',
      xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
      schemas: () => import('@aws-sdk/client-sqs'),
    },
    actions: {
      ChangeMessageVisibility: createChangeMessageVisibility(sqs),
      ChangeMessageVisibilityBatch: createChangeMessageVisibilityBatch(sqs),
      CreateQueue: createCreateQueue(sqs),
      DeleteMessage: createDeleteMessage(sqs),
      DeleteMessageBatch: createDeleteMessageBatch(sqs),
      DeleteQueue: createDeleteQueue(sqs),
      GetQueueAttributes: createGetQueueAttributes(sqs),
      GetQueueUrl: createGetQueueUrl(sqs),
      ListDeadLetterSourceQueues: createListDeadLetterSourceQueues(sqs),
      ListQueueTags: createListQueueTags(sqs),
      ListQueues: createListQueues(sqs),
      PurgeQueue: createPurgeQueue(sqs),
      ReceiveMessage: createReceiveMessage(sqs),
      SendMessage: createSendMessage(sqs),
      SendMessageBatch: createSendMessageBatch(sqs),
      SetQueueAttributes: createSetQueueAttributes(sqs),
      TagQueue: createTagQueue(sqs),
      UntagQueue: createUntagQueue(sqs),
    },
  };
}
