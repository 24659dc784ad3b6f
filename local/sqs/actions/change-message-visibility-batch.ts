// ChangeMessageVisibility for at most ten receipt handles.
import type {
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchCommandOutput,
} from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { runBatch } from '../batch.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';
import { checkVisibilityTimeout } from '../visibility-timeout.ts';

type Output = Pick<ChangeMessageVisibilityBatchCommandOutput, 'Successful' | 'Failed'>;

export function createChangeMessageVisibilityBatch(
  sqs: Sqs,
): Action<ChangeMessageVisibilityBatchCommandInput, Output> {
  return {
    permissions: needsOnQueue(sqs, 'ChangeMessageVisibility'),
    run: ({ QueueUrl, Entries }, { region }) => {
      const queue = sqs.store.loadQueue(region, QueueUrl);
      return runBatch('ChangeMessageVisibilityBatchRequestEntry', Entries, (entry, Id) => {
        const timeout = checkVisibilityTimeout(entry.VisibilityTimeout);
        sqs.shelf.hide(queue, entry.ReceiptHandle ?? '', timeout * 1000);
        return { Id };
      });
    },
  };
}
