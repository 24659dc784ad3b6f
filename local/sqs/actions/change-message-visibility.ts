// From now on the message stays hidden for so long; zero gives it back at once.
import type { ChangeMessageVisibilityCommandInput } from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';
import { checkVisibilityTimeout } from '../visibility-timeout.ts';

export function createChangeMessageVisibility(
  sqs: Sqs,
): Action<ChangeMessageVisibilityCommandInput, object> {
  return {
    permissions: needsOnQueue(sqs, 'ChangeMessageVisibility'),
    run: ({ QueueUrl, ReceiptHandle, VisibilityTimeout }, { region }) => {
      const queue = sqs.store.loadQueue(region, QueueUrl);
      sqs.shelf.hide(queue, ReceiptHandle ?? '', checkVisibilityTimeout(VisibilityTimeout) * 1000);
      return {};
    },
  };
}
