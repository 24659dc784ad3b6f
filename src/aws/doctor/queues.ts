// How much stands in the stack's dead-letter queues; nothing is taken or hidden.
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { QueueFacts } from '../../rotation/doctor/facts.ts';
import type { Clock } from '../../rotation/effects.ts';
import type { ClientConfig } from '../clients.ts';
import { createTimedCall } from '../timed-call.ts';
import type { StackResource } from './stack-resources.ts';

export async function loadQueues(
  config: ClientConfig,
  clock: Clock,
  resources: readonly StackResource[],
  signal: AbortSignal,
): Promise<readonly QueueFacts[]> {
  const call = createTimedCall(() => new SQSClient(config), clock);
  const queues: QueueFacts[] = [];
  for (const { type, name: url } of resources) {
    if (type !== 'AWS::SQS::Queue') continue;
    const input = { QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages' as const] };
    const { Attributes } = await call(
      { call: 'sqs:GetQueueAttributes', resource: url },
      signal,
      (client, options) => client.send(new GetQueueAttributesCommand(input), options),
    );
    const messages = Number(Attributes?.ApproximateNumberOfMessages ?? '0');
    queues.push({ name: url.slice(url.lastIndexOf('/') + 1), url, messages });
  }
  return queues;
}
