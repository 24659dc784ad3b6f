// Attributes of a message: checked at the door, kept, compared with filters, handed on.
// Source: SNS developer guide, "Amazon SNS message attributes".
import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { invalidParameter } from './errors.ts';

export interface StoredAttribute {
  readonly Type: string;
  /** Text; Base64 where the type is Binary. */
  readonly Value: string;
}

export type StoredAttributes = Readonly<Record<string, StoredAttribute>>;

export function parseMessageAttributes(
  given: Readonly<Record<string, MessageAttributeValue>> = {},
): StoredAttributes {
  return Object.fromEntries(
    Object.entries(given).map(([name, attribute]) => [name, parseAttribute(name, attribute)]),
  );
}

function parseAttribute(name: string, attribute: MessageAttributeValue): StoredAttribute {
  const { DataType = '', StringValue, BinaryValue } = attribute;
  if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name)) {
    throw invalidParameter(`MessageAttributes Reason: the name ${name} is not valid`);
  }
  if (DataType === 'Binary') {
    if (BinaryValue === undefined || BinaryValue.length === 0) throw emptyValue(name, DataType);
    return { Type: DataType, Value: Buffer.from(BinaryValue).toString('base64') };
  }
  if (!/^(String|String\.Array|Number)$/.test(DataType)) {
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  if (StringValue === undefined || StringValue === '') throw emptyValue(name, DataType);
  if (DataType === 'Number' && !Number.isFinite(Number(StringValue))) {
    throw invalidParameter(`Could not cast message attribute '${name}' value to number.`);
  }
  if (DataType === 'String.Array' && !Array.isArray(findJson(StringValue))) {
    throw invalidParameter(`The message attribute '${name}' is not a JSON array.`);
  }
  return { Type: DataType, Value: StringValue };
}

function emptyValue(name: string, dataType: string): Error {
  return invalidParameter(
    `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${dataType}'.`,
  );
}

/** As filter policies see them: numbers as numbers, arrays as arrays; binary values cannot be filtered by. */
export function toFilterable(attributes: StoredAttributes): Readonly<Record<string, unknown>> {
  const filterable: Record<string, unknown> = {};
  for (const [name, { Type, Value }] of Object.entries(attributes)) {
    if (Type === 'String') filterable[name] = Value;
    if (Type === 'Number') filterable[name] = Number(Value);
    if (Type === 'String.Array') filterable[name] = findJson(Value);
  }
  return filterable;
}

/** As SQS takes them, for raw delivery. */
export function toSqsAttributes(attributes: StoredAttributes): Record<string, object> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { Type, Value }]) => [
      name,
      Type === 'Binary'
        ? { DataType: Type, BinaryValue: new Uint8Array(Buffer.from(Value, 'base64')) }
        : { DataType: Type, StringValue: Value },
    ]),
  );
}

export function toAttributeBytes(attributes: StoredAttributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { Type, Value }]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(Type) + Buffer.byteLength(Value),
    0,
  );
}

function findJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
