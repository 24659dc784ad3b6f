// The attributes that were asked for; without names none, with `All` all.
import type {
  GetQueueAttributesCommandInput,
  GetQueueAttributesCommandOutput,
} from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { invalidAttributeName } from '../errors.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';
import type { Queue } from '../store.ts';

type Output = Pick<GetQueueAttributesCommandOutput, 'Attributes'>;

/** Known, though a queue may be without them. */
const OPTIONAL = ['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId', 'FifoQueue'];

export function createGetQueueAttributes(sqs: Sqs): Action<GetQueueAttributesCommandInput, Output> {
  return {
    permissions: needsOnQueue(sqs, 'GetQueueAttributes'),
    run: ({ QueueUrl, AttributeNames = [] }, { region }) => {
      const all = describeQueue(sqs, sqs.store.loadQueue(region, QueueUrl));
      const asked: readonly string[] = AttributeNames;
      if (asked.includes('All')) return { Attributes: all };
      for (const name of asked) {
        if (!(name in all) && !OPTIONAL.includes(name)) throw invalidAttributeName(name);
      }
      const found = Object.entries(all).filter(([name]) => asked.includes(name));
      return found.length === 0 ? {} : { Attributes: Object.fromEntries(found) };
    },
  };
}

function describeQueue({ store, shelf }: Sqs, queue: Queue): Record<string, string> {
  const { visible, delayed, inFlight } = shelf.count(queue);
  return {
    ...queue.attributes,
    QueueArn: store.toArn(queue),
    CreatedTimestamp: toSeconds(queue.createdMs),
    LastModifiedTimestamp: toSeconds(queue.modifiedMs),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
  };
}

function toSeconds(milliseconds: number): string {
  return String(Math.floor(milliseconds / 1000));
}
