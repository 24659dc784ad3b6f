// At most ten messages, together no longer than one may be; a bad one does not spoil the others.
import type {
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
} from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { ServiceError } from '../../service-error.ts';
import { runBatch } from '../batch.ts';
import { sendMessage } from '../send.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';

const BATCH_BYTES_MAX = 1_048_576;

type Output = Pick<SendMessageBatchCommandOutput, 'Successful' | 'Failed'>;

export function createSendMessageBatch(sqs: Sqs): Action<SendMessageBatchCommandInput, Output> {
  return {
    permissions: needsOnQueue(sqs, 'SendMessage'),
    run: (input, context) => {
      const queue = sqs.store.loadQueue(context.region, input.QueueUrl);
      const bytes = (input.Entries ?? []).reduce(
        (sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody ?? ''),
        0,
      );
      if (bytes > BATCH_BYTES_MAX) {
        throw new ServiceError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${String(BATCH_BYTES_MAX)} bytes. You have sent ${String(bytes)} bytes.`,
        );
      }
      return runBatch('SendMessageBatchRequestEntry', input.Entries, (entry, Id) => ({
        Id,
        ...sendMessage(sqs, queue, entry, context),
      }));
    },
  };
}
