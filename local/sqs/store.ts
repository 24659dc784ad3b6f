// Queues and their messages as they lie in the store.
import { toArn } from '../arn.ts';
import type { Environment } from '../service.ts';
import type { Collection } from '../store.ts';
import { queueDoesNotExist } from './errors.ts';

export interface Queue {
  readonly name: string;
  readonly region: string;
  /** Those that SetQueueAttributes takes, defaults included. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdMs: number;
  readonly modifiedMs: number;
  readonly purgedMs?: number;
}

export interface StoredAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, StoredAttribute>>;
  readonly traceHeader?: string;
  readonly senderId: string;
  readonly sentMs: number;
  /** Hidden until then, by a delay or by a receiver. */
  readonly visibleMs: number;
  readonly receiveCount: number;
  readonly firstReceivedMs?: number;
  /** The chance part of the newest receipt handle. */
  readonly receipt?: string;
  readonly sourceQueueArn?: string;
}

export interface SqsStore {
  readonly queues: Collection<Queue>;
  readonly messages: Collection<StoredMessage>;
  /** @throws ServiceError QueueDoesNotExist */
  loadQueue(region: string, queueUrl: string | undefined): Queue;
  /** The resource ARN that a URL means, whether the queue exists or not. */
  toArnOfUrl(region: string, queueUrl: string | undefined): string;
  toUrl(queue: Pick<Queue, 'name'>): string;
  toArn(queue: Pick<Queue, 'name' | 'region'>): string;
}

export function createSqsStore(environment: Environment): SqsStore {
  const { accountId, store, endpointUrl } = environment;
  const queues = store.collection<Queue>('sqs/queues');
  const arnOf = (region: string, name: string): string =>
    toArn({ service: 'sqs', region, accountId, resource: name });
  return {
    queues,
    messages: store.collection<StoredMessage>('sqs/messages'),
    loadQueue: (region, queueUrl) => {
      const { owner, name } = parseQueueUrl(queueUrl);
      const queue = owner === accountId ? queues.get(`${region}/${name}`) : undefined;
      if (queue === undefined) throw queueDoesNotExist();
      return queue;
    },
    toArnOfUrl: (region, queueUrl) => arnOf(region, parseQueueUrl(queueUrl).name),
    toUrl: ({ name }) => `${endpointUrl()}/${accountId}/${name}`,
    toArn: ({ name, region }) => arnOf(region, name),
  };
}

export function toQueueKey({ region, name }: Pick<Queue, 'name' | 'region'>): string {
  return `${region}/${name}`;
}

/** Where the messages of a queue begin; no queue's name holds a slash. */
export function toMessagePrefix(queue: Pick<Queue, 'name' | 'region'>): string {
  return `${toQueueKey(queue)}/`;
}

/** The last two parts of its path: hosts differ between AWS, this endpoint and another port of it. */
function parseQueueUrl(queueUrl: string | undefined): { owner: string; name: string } {
  const [name = '', owner = ''] = (queueUrl ?? '').split('/').reverse();
  return { owner, name };
}
