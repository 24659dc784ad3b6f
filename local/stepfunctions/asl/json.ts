// JSON values, and what an expression's result must be before it may become one.

export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

/** The result is none of JSON's types: a function, a regular expression. */
export class UnsupportedValueError extends Error {}

/** The result nests deeper than a document may. */
export class NestedTooDeepError extends Error {}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A deep copy with nothing but JSON in it. JSONata marks its sequences with hidden properties and may hand back
 * parts of its input, so the result is never kept as it is.
 * @throws UnsupportedValueError where there is a function in it, NestedTooDeepError
 */
export function toJson(value: unknown, depth = 0): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      // AWS writes a number that JSON cannot hold as text.
      return Number.isFinite(value) ? value : String(value);
    case 'object':
      if (value === null) return null;
      if (depth >= NESTING_MAX) throw new NestedTooDeepError();
      return Array.isArray(value) ? toArray(value, depth + 1) : toObject(value, depth + 1);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      throw new UnsupportedValueError(typeof value);
  }
}

function toArray(values: readonly unknown[], depth: number): Json[] {
  return values.filter((value) => value !== undefined).map((value) => toJson(value, depth));
}

function toObject(value: object, depth: number): JsonObject {
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) {
    throw new UnsupportedValueError('function');
  }
  const copy: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) setMember(copy, key, toJson(member, depth));
  }
  return copy;
}

/** As `object[key] = value`, save that `__proto__` is a key like any other. */
export function setMember(object: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else object[key] = value;
}

/** How JSONata and AWS's messages name the type of a value. */
export function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Bytes of the JSON text in UTF-8, which is what AWS's limits count. */
export function bytesOf(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    // A surrogate pair is two units and four bytes: two more than its units, one for each half.
    bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

/** Deeper documents are refused, so that walking one never overflows the stack. */
const NESTING_MAX = 1000;

/** @throws SyntaxError where the text is no JSON, or nests deeper than anybody means */
export function parseJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  if (nestingOf(text) > NESTING_MAX) throw new SyntaxError('nested too deep');
  return value;
}

function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
