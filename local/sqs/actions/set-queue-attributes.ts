// Attributes that are not named stay; an empty Policy or RedrivePolicy takes it away.
import type { SetQueueAttributesCommandInput } from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { missingParameter } from '../errors.ts';
import { applyAttributes, parseAttributes } from '../queue-attributes.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';
import { toQueueKey } from '../store.ts';

export function createSetQueueAttributes(sqs: Sqs): Action<SetQueueAttributesCommandInput, object> {
  return {
    permissions: needsOnQueue(sqs, 'SetQueueAttributes'),
    run: ({ QueueUrl, Attributes }, { region }) => {
      const queue = sqs.store.loadQueue(region, QueueUrl);
      if (Attributes === undefined) throw missingParameter('Attribute.Name');
      sqs.store.queues.put(toQueueKey(queue), {
        ...queue,
        attributes: applyAttributes(queue.attributes, parseAttributes(Attributes)),
        modifiedMs: sqs.environment.clock.now(),
      });
      return {};
    },
  };
}
