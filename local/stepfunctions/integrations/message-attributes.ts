// MessageAttributes of SNS and SQS, as a machine writes them.
import { isObject, type Json, type JsonObject } from '../asl/json.ts';

/** A binary value is base64 in a machine and bytes in a call. */
export function toMessageAttributes(given: Json): unknown {
  if (!isObject(given)) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, attribute]) => [
      name,
      isObject(attribute) ? toAttribute(attribute) : attribute,
    ]),
  );
}

function toAttribute({ BinaryValue: binary, ...rest }: JsonObject): unknown {
  return typeof binary === 'string'
    ? { ...rest, BinaryValue: Buffer.from(binary, 'base64') }
    : rest;
}
