// AWS::SQS::QueuePolicy (Template Reference): one policy for several queues.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { listTexts, toJsonText } from '../engine/properties.ts';
import type { ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { stringList } from '../engine/shape.ts';

export const sqsQueuePolicy: ResourceProvider = {
  type: 'AWS::SQS::QueuePolicy',
  shape: {
    members: { PolicyDocument: 'json', Queues: stringList },
    required: ['PolicyDocument', 'Queues'],
  },
  replacedBy: [],
  attributes: ['Id'],
  create: async ({ properties }, context) => {
    const id = createPhysicalName(context, 256);
    context.initiated(id);
    const policy = toJsonText(properties['PolicyDocument']);
    for (const queue of listTexts(properties, 'Queues')) await setPolicy(queue, policy, context);
    return { physicalId: id, attributes: { Id: id } };
  },
  update: async ({ properties }, existing, context) => {
    const queues = listTexts(properties, 'Queues');
    const policy = toJsonText(properties['PolicyDocument']);
    for (const queue of queues) await setPolicy(queue, policy, context);
    const left = listTexts(existing.properties, 'Queues').filter((one) => !queues.includes(one));
    for (const queue of left) await ignoreMissing(setPolicy(queue, '', context));
    return { physicalId: existing.physicalId, attributes: existing.attributes };
  },
  delete: async ({ properties }, context) => {
    for (const queue of listTexts(properties, 'Queues')) {
      await ignoreMissing(setPolicy(queue, '', context));
    }
  },
};

async function setPolicy(
  QueueUrl: string,
  Policy: string,
  { call }: ProviderContext,
): Promise<void> {
  await call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } });
}
