// Only the newest receipt handle deletes; an older one is answered without effect, as in AWS.
import type { DeleteMessageCommandInput } from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';

export function createDeleteMessage(sqs: Sqs): Action<DeleteMessageCommandInput, object> {
  return {
    permissions: needsOnQueue(sqs, 'DeleteMessage'),
    run: ({ QueueUrl, ReceiptHandle }, { region }) => {
      sqs.shelf.delete(sqs.store.loadQueue(region, QueueUrl), ReceiptHandle ?? '');
      return {};
    },
  };
}
