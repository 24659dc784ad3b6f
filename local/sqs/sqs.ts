// What every action of SQS is given, and the permission that each needs on its queue.
import type { CallContext, Environment, Permission } from '../service.ts';
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

/** `sqs:<action>` on the queue that the call names, with the queue's policy. */
export function needsOnQueue(sqs: Sqs, action: string) {
  return (
    { QueueUrl }: { readonly QueueUrl?: string | undefined },
    { region }: CallContext,
  ): readonly Permission[] => {
    const resource = sqs.store.toArnOfUrl(region, QueueUrl);
    const name = resource.split(':').at(-1) ?? '';
    const resourcePolicy = sqs.store.queues.get(`${region}/${name}`)?.attributes['Policy'];
    return [
      {
        action: `sqs:${action}`,
        resource,
        ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
      },
    ];
  };
}
