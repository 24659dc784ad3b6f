// A message at the door: subject, size, structure, attributes. Source: SNS API reference, Publish.
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { invalidParameter } from './errors.ts';
import {
  parseMessageAttributes,
  type StoredAttributes,
  toAttributeBytes,
} from './message-attributes.ts';

export type PublishInput = Pick<
  PublishCommandInput,
  'Message' | 'Subject' | 'MessageStructure' | 'MessageAttributes' | 'MessageGroupId'
>;

export interface CheckedMessage {
  /** By protocol where the structure is JSON; `default` for all others. */
  readonly messages: Readonly<Record<string, string>>;
  readonly subject?: string;
  readonly attributes: StoredAttributes;
}

const SUBJECT_LENGTH_MAX = 100;

export function checkPublish(input: PublishInput, messageBytesMax: number): CheckedMessage {
  const { Message = '', Subject, MessageStructure } = input;
  if (Message === '') throw invalidParameter('Empty message');
  if (input.MessageGroupId !== undefined) {
    throw invalidParameter('MessageGroupId Reason: this endpoint has no FIFO topics');
  }
  if (Subject !== undefined) checkSubject(Subject);
  const attributes = parseMessageAttributes(input.MessageAttributes);
  if (Buffer.byteLength(Message) + toAttributeBytes(attributes) > messageBytesMax) {
    throw invalidParameter('Message too long');
  }
  if (MessageStructure !== undefined && MessageStructure !== 'json') {
    throw invalidParameter('MessageStructure');
  }
  return {
    messages: MessageStructure === 'json' ? parseStructure(Message) : { default: Message },
    ...(Subject === undefined ? {} : { subject: Subject }),
    attributes,
  };
}

/** ASCII that begins with a letter, a digit or a punctuation mark, on one line, shorter than 100 characters. */
function checkSubject(subject: string): void {
  if (subject.length >= SUBJECT_LENGTH_MAX || !/^[\x21-\x7e][\x20-\x7e]*$/.test(subject)) {
    throw invalidParameter('Subject');
  }
}

function parseStructure(text: string): Readonly<Record<string, string>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw invalidParameter('Message Structure - JSON message body failed to parse', cause);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  const messages = Object.entries(parsed as Record<string, unknown>).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  if (!messages.some(([protocol]) => protocol === 'default')) {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return Object.fromEntries(messages);
}
