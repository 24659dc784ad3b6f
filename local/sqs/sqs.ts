// What every action of SQS is given, and the permission that each needs on its queue.
import type { CallContext, Conditions, Environment, Permission } from '../service.ts';
import { ofResourceTags } from '../tag-conditions.ts';
import { type Arrivals, createArrivals } from './arrivals.ts';
import { createMessageShelf, type MessageShelf } from './message-shelf.ts';
import { createSqsStore, type SqsStore } from './store.ts';

export interface Sqs {
  readonly environment: Environment;
  readonly store: SqsStore;
  readonly shelf: MessageShelf;
  readonly arrivals: Arrivals;
}

export function createSqsParts(environment: Environment): Sqs {
  const store = createSqsStore(environment);
  const arrivals = createArrivals();
  return { environment, store, arrivals, shelf: createMessageShelf(environment, store, arrivals) };
}

/**
 * `sqs:<action>` on the queue that the call names, with the queue's policy.
 * @param ofRequest what the request says of tags
 */
export function needsOnQueue<Input extends { readonly QueueUrl?: string | undefined }>(
  sqs: Sqs,
  action: string,
  ofRequest: (input: Input) => Conditions = () => ({}),
) {
  return (input: Input, { region }: CallContext): readonly Permission[] => {
    const resource = sqs.store.toArnOfUrl(region, input.QueueUrl);
    const name = resource.split(':').at(-1) ?? '';
    const queue = sqs.store.queues.get(`${region}/${name}`);
    const resourcePolicy = queue?.attributes['Policy'];
    return [
      {
        action: `sqs:${action}`,
        resource,
        conditions: ofRequest(input),
        resourceConditions: ofResourceTags(() => queue?.tags),
        ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
      },
    ];
  };
}
