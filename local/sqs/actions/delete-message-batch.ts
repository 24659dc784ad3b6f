// DeleteMessage for at most ten receipt handles.
import type {
  DeleteMessageBatchCommandInput,
  DeleteMessageBatchCommandOutput,
} from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { runBatch } from '../batch.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';

type Output = Pick<DeleteMessageBatchCommandOutput, 'Successful' | 'Failed'>;

export function createDeleteMessageBatch(sqs: Sqs): Action<DeleteMessageBatchCommandInput, Output> {
  return {
    permissions: needsOnQueue(sqs, 'DeleteMessage'),
    run: ({ QueueUrl, Entries }, { region }) => {
      const queue = sqs.store.loadQueue(region, QueueUrl);
      return runBatch('DeleteMessageBatchRequestEntry', Entries, ({ ReceiptHandle }, Id) => {
        sqs.shelf.delete(queue, ReceiptHandle ?? '');
        return { Id };
      });
    },
  };
}
