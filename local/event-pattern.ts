// The pattern language of EventBridge, which SNS's filter policies share: a tree in the shape of the event, with lists of
// matchers at its leaves. Source: EventBridge user guide, "Comparison operators for use in event patterns".
import { type Matcher, PatternError, parseMatcher } from './value-pattern.ts';

export interface EventPattern {
  readonly fields: readonly Field[];
  /** Each of these groups needs one alternative that matches ($or). */
  readonly alternatives: readonly (readonly EventPattern[])[];
}

type Field =
  | { readonly kind: 'object'; readonly name: string; readonly pattern: EventPattern }
  | { readonly kind: 'leaf'; readonly name: string; readonly matchers: readonly Matcher[] };

/**
 * @param text JSON
 * @throws PatternError whose message is AWS's reason
 */
export function parseEventPattern(text: string): EventPattern {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new PatternError('Filter is not valid JSON', { cause: error });
  }
  if (!isObject(parsed)) throw new PatternError('Filter is not an object');
  if (Object.keys(parsed).length === 0) throw new PatternError('Empty objects are not allowed');
  return parseObject(parsed);
}

export function matchesEventPattern(pattern: EventPattern, event: unknown): boolean {
  const source = isObject(event) ? event : {};
  return (
    pattern.fields.every((field) => matchesField(field, source)) &&
    pattern.alternatives.every((group) =>
      group.some((alternative) => matchesEventPattern(alternative, source)),
    )
  );
}

function parseObject(source: Readonly<Record<string, unknown>>): EventPattern {
  const fields: Field[] = [];
  const alternatives: EventPattern[][] = [];
  for (const [name, value] of Object.entries(source)) {
    if (name === '$or') alternatives.push(parseAlternatives(value));
    else fields.push(parseField(name, value));
  }
  return { fields, alternatives };
}

function parseAlternatives(value: unknown): EventPattern[] {
  if (!Array.isArray(value) || value.length < 2) {
    throw new PatternError('There must have at least 2 Objects in $or relationship.');
  }
  return value.map((alternative: unknown) => {
    if (!isObject(alternative)) throw new PatternError('Only objects are allowed in array of $or');
    if (Object.keys(alternative).length === 0) {
      throw new PatternError('Empty objects are not allowed');
    }
    return parseObject(alternative);
  });
}

function parseField(name: string, value: unknown): Field {
  if (Array.isArray(value)) {
    if (value.length === 0) throw new PatternError('Empty arrays are not allowed');
    return { kind: 'leaf', name, matchers: value.map((rule: unknown) => parseMatcher(rule)) };
  }
  if (!isObject(value)) throw new PatternError(`"${name}" must be an object or an array`);
  if (Object.keys(value).length === 0) throw new PatternError('Empty objects are not allowed');
  return { kind: 'object', name, pattern: parseObject(value) };
}

function matchesField(field: Field, source: Readonly<Record<string, unknown>>): boolean {
  const value = Object.hasOwn(source, field.name) ? source[field.name] : undefined;
  if (field.kind === 'leaf') {
    const leaves = leavesOf(value);
    return field.matchers.some((matches) => matches(leaves));
  }
  // In an array of objects one element alone must satisfy the whole of the inner pattern.
  if (Array.isArray(value)) {
    return value.some((element) => matchesEventPattern(field.pattern, element));
  }
  return matchesEventPattern(field.pattern, value);
}

/** The scalars at a leaf; objects are no leaves. */
function leavesOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((element) => leavesOf(element));
  return isObject(value) ? [] : [value];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
