// Members of the request that are JSON texts.
import { isObject, type Json, type JsonObject, parseJson } from '../asl/json.ts';
import { createStatesError } from '../errors.ts';

/** @throws ServiceError ValidationException, which does not repeat the text */
export function parseMember(text: string, message: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw createStatesError('ValidationException', message, error);
  }
}

/** @throws ServiceError ValidationException where it is no JSON object */
export function parseObjectMember(text: string, message: string): JsonObject {
  const value = parseMember(text, message);
  if (isObject(value)) return value;
  throw createStatesError('ValidationException', message);
}
