// One message onto one queue, as SendMessage and SendMessageBatch both put it.
import { createUuid } from '../random.ts';
import type { CallContext, Principal } from '../service.ts';
import { checkMessage, type MessageInput } from './message-check.ts';
import { digestAttributes, digestBody } from './message-digest.ts';
import type { Sqs } from './sqs.ts';
import type { Queue } from './store.ts';

export interface Sent {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
  readonly MD5OfMessageAttributes?: string;
}

export function sendMessage(
  sqs: Sqs,
  queue: Queue,
  input: MessageInput,
  context: CallContext,
): Sent {
  const { body, delaySeconds, attributes, traceHeader } = checkMessage(queue, input);
  const now = sqs.environment.clock.now();
  const id = createUuid(sqs.environment.random);
  sqs.shelf.put(queue, {
    id,
    body,
    attributes,
    senderId: nameSender(context.principal),
    sentMs: now,
    visibleMs: now + delaySeconds * 1000,
    receiveCount: 0,
    ...(traceHeader === undefined ? {} : { traceHeader }),
  });
  const attributesDigest = digestAttributes(attributes);
  return {
    MessageId: id,
    MD5OfMessageBody: digestBody(body),
    ...(attributesDigest === undefined ? {} : { MD5OfMessageAttributes: attributesDigest }),
  };
}

function nameSender(principal: Principal): string {
  switch (principal.kind) {
    case 'root':
      return principal.accountId;
    case 'role':
      return principal.arn.split('/').slice(-2).join(':');
    case 'user':
      return principal.userName;
    case 'service':
      return principal.service;
  }
}
