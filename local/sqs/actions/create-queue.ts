// Repeated with the attributes that the queue has, CreateQueue answers its URL; with others it is refused.
import type { CreateQueueCommandInput, CreateQueueCommandOutput } from '@aws-sdk/client-sqs';
import { toArn } from '../../arn.ts';
import type { Action } from '../../service.ts';
import { ofRequestTags, ofResourceTags } from '../../tag-conditions.ts';
import { invalidParameterValue, queueNameExists, unsupportedOperation } from '../errors.ts';
import { applyAttributes, DEFAULT_ATTRIBUTES, parseAttributes } from '../queue-attributes.ts';
import type { Sqs } from '../sqs.ts';

type Output = Pick<CreateQueueCommandOutput, 'QueueUrl'>;

export function createCreateQueue({
  environment,
  store,
}: Sqs): Action<CreateQueueCommandInput, Output> {
  return {
    permissions: ({ QueueName = '', tags }, { region, accountId }) => [
      {
        action: 'sqs:CreateQueue',
        resource: toArn({ service: 'sqs', region, accountId, resource: QueueName }),
        conditions: ofRequestTags(tags),
        resourceConditions: ofResourceTags(() => store.queues.get(`${region}/${QueueName}`)?.tags),
      },
    ],
    run: (input, { region }) => {
      const name = checkName(input.QueueName ?? '');
      const given = parseAttributes(input.Attributes ?? {});
      const existing = store.queues.get(`${region}/${name}`);
      if (existing !== undefined) {
        for (const [attribute, value] of Object.entries(given)) {
          if (existing.attributes[attribute] !== value) throw queueNameExists(attribute);
        }
        return { QueueUrl: store.toUrl(existing) };
      }
      const now = environment.clock.now();
      store.queues.put(`${region}/${name}`, {
        name,
        region,
        attributes: applyAttributes(DEFAULT_ATTRIBUTES, given),
        tags: input.tags ?? {},
        createdMs: now,
        modifiedMs: now,
      });
      return { QueueUrl: store.toUrl({ name }) };
    },
  };
}

function checkName(name: string): string {
  if (name.endsWith('.fifo')) {
    throw unsupportedOperation(`This endpoint has no FIFO queues (QueueName ${name}).`);
  }
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
    throw invalidParameterValue(
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
  }
  return name;
}
