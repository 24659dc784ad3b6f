// The messages of a queue: put, taken for a while, hidden again, deleted, sent on to the dead-letter queue.
// A receiver holds a message until its visibility timeout; only the newest receipt handle can delete it.
import { findArn } from '../arn.ts';
import { pickCharacters } from '../random.ts';
import type { Environment } from '../service.ts';
import type { Arrivals } from './arrivals.ts';
import { messageNotInflight, receiptHandleIsInvalid } from './errors.ts';
import { findRedrivePolicy, readMilliseconds } from './queue-attributes.ts';
import {
  type Queue,
  type SqsStore,
  type StoredMessage,
  toMessagePrefix,
  toQueueKey,
} from './store.ts';

export interface Received {
  readonly message: StoredMessage;
  readonly receiptHandle: string;
}

export interface MessageShelf {
  put(queue: Queue, message: StoredMessage): void;
  /** At most `count` visible messages, the oldest first; each is hidden for `visibilityMs`. */
  take(queue: Queue, count: number, visibilityMs: number): readonly Received[];
  /** When the next hidden message becomes visible, or undefined where there is none. */
  nextVisible(queue: Queue): number | undefined;
  delete(queue: Queue, receiptHandle: string): void;
  hide(queue: Queue, receiptHandle: string, visibilityMs: number): void;
  count(queue: Queue): {
    readonly visible: number;
    readonly delayed: number;
    readonly inFlight: number;
  };
  clear(queue: Queue): void;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function createMessageShelf(
  environment: Environment,
  sqsStore: SqsStore,
  arrivals: Arrivals,
): MessageShelf {
  const { clock, random, store, limits } = environment;
  const { messages, queues } = sqsStore;
  let order = 0; // tells apart what arrives in one millisecond

  const put = (queue: Queue, message: StoredMessage): void => {
    const prefix = toMessagePrefix(queue);
    if (messages.count(prefix) >= limits.keptItemsMax) {
      for (const { key } of messages.list({ prefix, limit: 1 })) messages.delete(key);
    }
    order += 1;
    messages.put(`${prefix}${toDigits(message.sentMs)}-${toDigits(order)}-${message.id}`, message);
    arrivals.announce(toQueueKey(queue));
  };

  /** What has not outlived the queue's retention; the rest is dropped on the way. */
  const listKept = (queue: Queue): readonly { key: string; document: StoredMessage }[] => {
    const oldest = clock.now() - readMilliseconds(queue.attributes, 'MessageRetentionPeriod');
    const all = messages.list({ prefix: toMessagePrefix(queue) });
    for (const { key, document } of all) if (document.sentMs <= oldest) messages.delete(key);
    return all.filter(({ document }) => document.sentMs > oldest);
  };

  /** True if the message has gone to the dead-letter queue instead. */
  const redrive = (queue: Queue, key: string, message: StoredMessage): boolean => {
    const policy = findRedrivePolicy(queue.attributes['RedrivePolicy']);
    if (policy === undefined || message.receiveCount < policy.maxReceiveCount) return false;
    const arn = findArn(policy.deadLetterTargetArn);
    const target = arn === undefined ? undefined : queues.get(`${arn.region}/${arn.resource}`);
    if (target === undefined) return false;
    messages.delete(key);
    const { receipt: _receipt, ...rest } = message;
    put(target, { ...rest, visibleMs: clock.now(), sourceQueueArn: sqsStore.toArn(queue) });
    return true;
  };

  const load = (queue: Queue, receiptHandle: string) => {
    const [key = '', receipt = ''] = decodeHandle(receiptHandle);
    if (!key.startsWith(toMessagePrefix(queue)) || receipt === '') {
      throw receiptHandleIsInvalid(receiptHandle);
    }
    return { key, message: messages.get(key), receipt };
  };

  return {
    put,
    take: (queue, count, visibilityMs) =>
      store.transaction(() => {
        const now = clock.now();
        const taken: Received[] = [];
        for (const { key, document } of listKept(queue)) {
          if (taken.length === count) break;
          if (document.visibleMs > now || redrive(queue, key, document)) continue;
          const receipt = pickCharacters(random, ALPHABET, 24);
          const message: StoredMessage = {
            ...document,
            receipt,
            visibleMs: now + visibilityMs,
            receiveCount: document.receiveCount + 1,
            firstReceivedMs: document.firstReceivedMs ?? now,
          };
          messages.put(key, message);
          taken.push({ message, receiptHandle: encodeHandle(key, receipt) });
        }
        return taken;
      }),
    nextVisible: (queue) => {
      const times = listKept(queue).map(({ document }) => document.visibleMs);
      return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
    },
    delete: (queue, receiptHandle) => {
      const { key, message, receipt } = load(queue, receiptHandle);
      if (message?.receipt === receipt) messages.delete(key);
    },
    hide: (queue, receiptHandle, visibilityMs) => {
      const { key, message, receipt } = load(queue, receiptHandle);
      if (message?.receipt !== receipt || message.visibleMs <= clock.now()) {
        throw messageNotInflight();
      }
      messages.put(key, { ...message, visibleMs: clock.now() + visibilityMs });
      arrivals.announce(toQueueKey(queue));
    },
    count: (queue) => {
      const now = clock.now();
      const hidden = listKept(queue).filter(({ document }) => document.visibleMs > now);
      const delayed = hidden.filter(({ document }) => document.receipt === undefined).length;
      const visible = messages.count(toMessagePrefix(queue)) - hidden.length;
      return { visible, delayed, inFlight: hidden.length - delayed };
    },
    clear: (queue) => {
      for (const { key } of messages.list({ prefix: toMessagePrefix(queue) })) messages.delete(key);
    },
  };
}

/** Text that sorts as the number does. */
function toDigits(value: number): string {
  return String(value).padStart(15, '0');
}

function encodeHandle(key: string, receipt: string): string {
  return Buffer.from(JSON.stringify([key, receipt])).toString('base64');
}

function decodeHandle(receiptHandle: string): readonly string[] {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(receiptHandle, 'base64').toString());
    return Array.isArray(decoded) ? decoded.map(String) : [];
  } catch {
    return [];
  }
}
