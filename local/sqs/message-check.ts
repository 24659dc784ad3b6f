// A message at the door: characters, attributes, size. Source: SQS API reference, SendMessage; quotas of messages.
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import {
  invalidMessageContents,
  invalidParameterValue,
  missingParameter,
  unsupportedOperation,
} from './errors.ts';
import type { Queue, StoredAttribute } from './store.ts';

export interface MessageInput {
  readonly MessageBody?: string | undefined;
  readonly DelaySeconds?: number | undefined;
  readonly MessageAttributes?: Record<string, MessageAttributeValue> | undefined;
  readonly MessageSystemAttributes?: Record<string, MessageAttributeValue> | undefined;
  readonly MessageGroupId?: string | undefined;
  readonly MessageDeduplicationId?: string | undefined;
}

export interface CheckedMessage {
  readonly body: string;
  readonly delaySeconds: number;
  readonly attributes: Readonly<Record<string, StoredAttribute>>;
  readonly traceHeader?: string;
}

const ATTRIBUTES_MAX = 10;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML 1.0 cannot carry, SQS refuses
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u;

export function checkMessage(queue: Queue, input: MessageInput): CheckedMessage {
  const { MessageBody: body } = input;
  if (body === undefined || body === '') throw missingParameter('MessageBody');
  if (FORBIDDEN.test(body)) throw invalidMessageContents();
  if (input.MessageDeduplicationId !== undefined) {
    throw unsupportedOperation('This endpoint has no FIFO queues (MessageDeduplicationId).');
  }
  const delaySeconds = input.DelaySeconds ?? Number(queue.attributes['DelaySeconds'] ?? '0');
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > 900) {
    throw invalidParameterValue(
      `Value ${String(delaySeconds)} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  }
  const attributes = checkAttributes(input.MessageAttributes ?? {});
  checkSize(queue, body, attributes);
  const traceHeader = input.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue;
  return {
    body,
    delaySeconds,
    attributes,
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
}

function checkAttributes(
  given: Readonly<Record<string, MessageAttributeValue>>,
): Readonly<Record<string, StoredAttribute>> {
  const entries = Object.entries(given);
  if (entries.length > ATTRIBUTES_MAX) {
    throw invalidParameterValue(
      `Number of message attributes [${String(entries.length)}] exceeds the allowed maximum [${String(ATTRIBUTES_MAX)}].`,
    );
  }
  return Object.fromEntries(
    entries.map(([name, attribute]) => [name, checkAttribute(name, attribute)]),
  );
}

function checkAttribute(name: string, attribute: MessageAttributeValue): StoredAttribute {
  const { DataType, StringValue, BinaryValue } = attribute;
  if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name)) {
    throw invalidParameterValue(
      `Message (user) attribute name '${name}' is invalid: use letters, digits, '_', '-' and '.', at most 256 of them.`,
    );
  }
  if (DataType === undefined || !/^(String|Number|Binary)(\..+)?$/.test(DataType)) {
    throw invalidParameterValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  if (DataType.startsWith('Binary')) {
    if (BinaryValue === undefined || BinaryValue.length === 0) throw emptyAttribute(name, DataType);
    return { DataType, BinaryValue: Buffer.from(BinaryValue).toString('base64') };
  }
  if (StringValue === undefined || StringValue === '') throw emptyAttribute(name, DataType);
  if (FORBIDDEN.test(StringValue)) throw invalidMessageContents();
  if (DataType.startsWith('Number') && !Number.isFinite(Number(StringValue))) {
    throw invalidParameterValue(
      `Can't cast the value of message (user) attribute '${name}' to a number.`,
    );
  }
  return { DataType, StringValue };
}

function emptyAttribute(name: string, dataType: string): Error {
  return invalidParameterValue(
    `Message (user) attribute '${name}' must contain a non-empty value of type '${dataType}'.`,
  );
}

/** Names, types and values of the attributes count. */
function checkSize(
  queue: Queue,
  body: string,
  attributes: Readonly<Record<string, StoredAttribute>>,
): void {
  let bytes = Buffer.byteLength(body);
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    bytes += Buffer.byteLength(StringValue ?? '');
    bytes += Buffer.byteLength(BinaryValue ?? '', 'base64');
  }
  const bytesMax = Number(queue.attributes['MaximumMessageSize']);
  if (bytes > bytesMax) {
    throw invalidParameterValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${String(bytesMax)} bytes.`,
    );
  }
}
