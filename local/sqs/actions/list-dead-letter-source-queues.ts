// The queues whose redrive policy names this one.
import type {
  ListDeadLetterSourceQueuesCommandInput,
  ListDeadLetterSourceQueuesCommandOutput,
} from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { findRedrivePolicy } from '../queue-attributes.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';

type Output = Pick<ListDeadLetterSourceQueuesCommandOutput, 'queueUrls'>;

export function createListDeadLetterSourceQueues(
  sqs: Sqs,
): Action<ListDeadLetterSourceQueuesCommandInput, Output> {
  return {
    permissions: needsOnQueue(sqs, 'ListDeadLetterSourceQueues'),
    run: ({ QueueUrl }, { region }) => {
      const arn = sqs.store.toArn(sqs.store.loadQueue(region, QueueUrl));
      const sources = sqs.store.queues
        .list({ prefix: `${region}/` })
        .filter(
          ({ document }) =>
            findRedrivePolicy(document.attributes['RedrivePolicy'])?.deadLetterTargetArn === arn,
        );
      return { queueUrls: sources.map(({ document }) => sqs.store.toUrl(document)) };
    },
  };
}
