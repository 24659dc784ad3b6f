// Short or long polling: with a wait, the answer comes as soon as a message is visible, and empty after the wait.
import type {
  Message,
  ReceiveMessageCommandInput,
  ReceiveMessageCommandOutput,
} from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { invalidParameterValue } from '../errors.ts';
import { digestAttributes, digestBody } from '../message-digest.ts';
import type { Received } from '../message-shelf.ts';
import { readMilliseconds } from '../queue-attributes.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';
import { type Queue, type StoredMessage, toQueueKey } from '../store.ts';

type Output = Pick<ReceiveMessageCommandOutput, 'Messages'>;

export function createReceiveMessage(sqs: Sqs): Action<ReceiveMessageCommandInput, Output> {
  return {
    permissions: needsOnQueue(sqs, 'ReceiveMessage'),
    run: async (input, { region, signal }) => {
      const queue = sqs.store.loadQueue(region, input.QueueUrl);
      const count = checkRange('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
      const waitMs =
        input.WaitTimeSeconds === undefined
          ? readMilliseconds(queue.attributes, 'ReceiveMessageWaitTimeSeconds')
          : checkRange('WaitTimeSeconds', input.WaitTimeSeconds, 0, 20) * 1000;
      const visibilityMs =
        input.VisibilityTimeout === undefined
          ? readMilliseconds(queue.attributes, 'VisibilityTimeout')
          : checkRange('VisibilityTimeout', input.VisibilityTimeout, 0, 43_200) * 1000;
      const until = sqs.environment.clock.now() + waitMs;
      for (;;) {
        const received = sqs.shelf.take(queue, count, visibilityMs);
        if (received.length > 0) {
          return { Messages: received.map((taken) => describeMessage(taken, input)) };
        }
        if (sqs.environment.clock.now() >= until || signal.aborted) return {};
        await waitForArrival(sqs, queue, until, signal);
      }
    },
  };
}

/** Until somebody sends, a hidden message comes back, the wait ends, or the caller goes. */
async function waitForArrival(
  { environment: { clock }, arrivals, shelf }: Sqs,
  queue: Queue,
  until: number,
  signal: AbortSignal,
): Promise<void> {
  const arrival = arrivals.subscribe(toQueueKey(queue));
  try {
    const due = Math.min(shelf.nextVisible(queue) ?? until, until);
    const sleep = (): Promise<void> =>
      clock.sleep(due - clock.now(), AbortSignal.any([arrival.signal, signal]));
    await (clock.work?.whileResting(sleep) ?? sleep());
  } catch {
    // Woken: the caller looks again.
  } finally {
    arrival.release();
  }
}

function describeMessage(
  { message, receiptHandle }: Received,
  input: ReceiveMessageCommandInput,
): Message {
  const systemNames: readonly string[] = [
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- older clients still send it
    ...(input.AttributeNames ?? []),
    ...(input.MessageSystemAttributeNames ?? []),
  ];
  const system = pickNames(toSystemAttributes(message), systemNames);
  const chosen = pickNames(message.attributes, input.MessageAttributeNames ?? []);
  const digest = digestAttributes(chosen);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: digestBody(message.body),
    Body: message.body,
    ...(Object.keys(system).length === 0 ? {} : { Attributes: system }),
    ...(digest === undefined
      ? {}
      : {
          MD5OfMessageAttributes: digest,
          MessageAttributes: Object.fromEntries(
            Object.entries(chosen).map(([name, { BinaryValue, ...attribute }]) => [
              name,
              BinaryValue === undefined
                ? attribute
                : { ...attribute, BinaryValue: new Uint8Array(Buffer.from(BinaryValue, 'base64')) },
            ]),
          ),
        }),
  };
}

function toSystemAttributes(message: StoredMessage): Readonly<Record<string, string>> {
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs),
    ...(message.traceHeader === undefined ? {} : { AWSTraceHeader: message.traceHeader }),
    ...(message.sourceQueueArn === undefined
      ? {}
      : { DeadLetterQueueSourceArn: message.sourceQueueArn }),
  };
}

/** `All`, `.*`, a name, or a prefix such as `rekey.*`. */
function pickNames<Value>(
  all: Readonly<Record<string, Value>>,
  asked: readonly string[],
): Record<string, Value> {
  const isAsked = (name: string): boolean =>
    asked.some(
      (pattern) =>
        pattern === 'All' ||
        pattern === name ||
        (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(all).filter(([name]) => isAsked(name)));
}

function checkRange(name: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw invalidParameterValue(
      `Value ${String(value)} for parameter ${name} is invalid. Reason: Must be between ${String(min)} and ${String(max)}, if provided.`,
    );
  }
  return value;
}
