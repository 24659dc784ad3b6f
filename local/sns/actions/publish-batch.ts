// At most ten messages, together no longer than one may be; a bad one does not spoil the others.
import type {
  BatchResultErrorEntry,
  PublishBatchCommandInput,
  PublishBatchCommandOutput,
  PublishBatchRequestEntry,
  PublishBatchResultEntry,
} from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { isServiceError, ServiceError } from '../../service-error.ts';
import { checkPublish } from '../publish-check.ts';
import { needsOnTopic, type Sns } from '../sns.ts';

const ENTRIES_MAX = 10;

type Output = Pick<PublishBatchCommandOutput, 'Successful' | 'Failed'>;

export function createPublishBatch(sns: Sns): Action<PublishBatchCommandInput, Output> {
  const { environment, store, fanOut } = sns;
  return {
    permissions: needsOnTopic(sns, 'Publish'),
    run: ({ TopicArn, PublishBatchRequestEntries = [] }, { region }) => {
      const topic = store.loadTopic(region, TopicArn);
      const bytesMax = environment.limits.messageBytesMax;
      checkBatch(PublishBatchRequestEntries, bytesMax);
      const sent: PublishBatchResultEntry[] = [];
      const failed: BatchResultErrorEntry[] = [];
      environment.store.transaction(() => {
        for (const entry of PublishBatchRequestEntries) {
          try {
            const message = checkPublish(entry, bytesMax);
            sent.push({ Id: entry.Id, MessageId: fanOut(topic, message) });
          } catch (error) {
            if (!isServiceError(error)) throw error;
            const { message: Message } = error;
            failed.push({
              Id: entry.Id,
              Code: 'InvalidParameter',
              Message,
              SenderFault: true,
            });
          }
        }
      });
      return { Successful: sent, Failed: failed };
    },
  };
}

function checkBatch(entries: readonly PublishBatchRequestEntry[], bytesMax: number): void {
  if (entries.length === 0) {
    throw new ServiceError(
      'EmptyBatchRequestException',
      "The batch request doesn't contain any entries.",
    );
  }
  if (entries.length > ENTRIES_MAX) {
    throw new ServiceError(
      'TooManyEntriesInBatchRequestException',
      'The batch request contains more entries than permissible.',
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new ServiceError(
      'BatchEntryIdsNotDistinctException',
      'Two or more batch entries in the request have the same Id.',
    );
  }
  const bytes = entries.reduce((sum, { Message }) => sum + Buffer.byteLength(Message ?? ''), 0);
  if (bytes > bytesMax) {
    throw new ServiceError(
      'BatchRequestTooLongException',
      'The length of all the batch messages put together is more than the limit.',
    );
  }
}
