// The URL of a queue of this account.
import type { GetQueueUrlCommandInput, GetQueueUrlCommandOutput } from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';

type Output = Pick<GetQueueUrlCommandOutput, 'QueueUrl'>;

export function createGetQueueUrl(sqs: Sqs): Action<GetQueueUrlCommandInput, Output> {
  return {
    permissions: ({ QueueName }, context) =>
      needsOnQueue(sqs, 'GetQueueUrl')({ QueueUrl: QueueName }, context),
    run: ({ QueueName, QueueOwnerAWSAccountId }, { region, accountId }) => {
      const owner = QueueOwnerAWSAccountId ?? accountId;
      const queue = sqs.store.loadQueue(region, `${owner}/${QueueName ?? ''}`);
      return { QueueUrl: sqs.store.toUrl(queue) };
    },
  };
}
