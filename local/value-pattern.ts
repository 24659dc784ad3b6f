// What may stand at a leaf of an event pattern: a value, or one operator on a value.
// Source: EventBridge user guide, "Comparison operators for use in event patterns".
import { isIP } from 'node:net';
import { findCidr } from './cidr.ts';

/** Whether the scalars found at a leaf (none, where the field is absent) satisfy one rule. */
export type Matcher = (leaves: readonly unknown[]) => boolean;

/** The message is the reason that AWS gives behind `Event pattern is not valid. Reason: `. */
export class PatternError extends Error {}

type Test = (leaf: unknown) => boolean;

const NUMBER_MAX = 5_000_000_000;

export function parseMatcher(rule: unknown): Matcher {
  if (typeof rule !== 'object' || rule === null) return someLeaf(parseScalar(rule));
  const entries = Array.isArray(rule) ? [] : Object.entries(rule);
  const [entry, ...rest] = entries;
  if (entry === undefined) {
    throw new PatternError('Match value must be String, number, true, false, or null');
  }
  if (rest.length > 0) throw new PatternError('Only one key allowed in match expression');
  const [operator, operand] = entry as [string, unknown];
  if (operator === 'exists') return parseExists(operand);
  return someLeaf(parseOperator(operator, operand));
}

function someLeaf(test: Test): Matcher {
  return (leaves) => leaves.some((leaf) => test(leaf));
}

function parseScalar(rule: unknown): Test {
  if (rule === null || ['string', 'number', 'boolean'].includes(typeof rule)) {
    return (leaf) => leaf === rule;
  }
  throw new PatternError('Match value must be String, number, true, false, or null');
}

function parseExists(operand: unknown): Matcher {
  if (typeof operand !== 'boolean') {
    throw new PatternError('exists match pattern must be either true or false.');
  }
  return (leaves) => leaves.length > 0 === operand;
}

function parseOperator(operator: string, operand: unknown): Test {
  switch (operator) {
    case 'prefix':
      return parseAffix(operator, operand, (text, affix) => text.startsWith(affix));
    case 'suffix':
      return parseAffix(operator, operand, (text, affix) => text.endsWith(affix));
    case 'equals-ignore-case':
      return parseIgnoreCase(operand);
    case 'wildcard':
      return parseWildcard(operand);
    case 'anything-but':
      return parseAnythingBut(operand);
    case 'numeric':
      return parseNumeric(operand);
    case 'cidr':
      return parseAddressRange(operand);
    default:
      throw new PatternError(`Unrecognized match type ${operator}`);
  }
}

/** `{"prefix": "x"}`, or `{"prefix": {"equals-ignore-case": "x"}}`. */
function parseAffix(
  operator: string,
  operand: unknown,
  test: (text: string, affix: string) => boolean,
): Test {
  const caseless = findOnly(operand, 'equals-ignore-case');
  const affix = caseless ?? operand;
  if (typeof affix !== 'string' || affix === '') {
    throw new PatternError(`${operator} match pattern must be a string`);
  }
  if (caseless === undefined) return (leaf) => typeof leaf === 'string' && test(leaf, affix);
  return (leaf) => typeof leaf === 'string' && test(leaf.toLowerCase(), affix.toLowerCase());
}

function parseIgnoreCase(operand: unknown): Test {
  if (typeof operand !== 'string') {
    throw new PatternError('equals-ignore-case match pattern must be a string');
  }
  return (leaf) => typeof leaf === 'string' && leaf.toLowerCase() === operand.toLowerCase();
}

/** `*` stands for any run of characters, `\*` for itself. */
function parseWildcard(operand: unknown): Test {
  if (typeof operand !== 'string' || operand === '') {
    throw new PatternError('wildcard match pattern must be a string');
  }
  if (/(^|[^\\])\*\*/.test(operand)) {
    throw new PatternError('Consecutive wildcard characters');
  }
  const parts = operand.split(/(\\[*\\]|\*)/).map((part) => {
    if (part === '*') return '.*';
    return toLiteral(part.startsWith('\\') ? part.slice(1) : part);
  });
  const expression = new RegExp(`^${parts.join('')}$`, 's');
  return (leaf) => typeof leaf === 'string' && expression.test(leaf);
}

function toLiteral(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A value, a list of values, or one operator on a text or a list of texts. */
function parseAnythingBut(operand: unknown): Test {
  if (typeof operand === 'object' && operand !== null && !Array.isArray(operand)) {
    const [entry, ...rest] = Object.entries(operand) as [string, unknown][];
    if (entry === undefined || rest.length > 0) {
      throw new PatternError('Only one key allowed in match expression');
    }
    const [operator, operands] = entry;
    if (!['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(operator)) {
      throw new PatternError(`Unsupported anything-but pattern: ${operator}`);
    }
    return noneOf(toList(operands).map((text) => parseOperator(operator, text)));
  }
  const values = toList(operand);
  if (!values.every((value) => typeof value === 'string' || typeof value === 'number')) {
    throw new PatternError('Inside anything but list, start|null|boolean is not supported.');
  }
  return noneOf(values.map((value) => parseScalar(value)));
}

function toList(operand: unknown): readonly unknown[] {
  if (!Array.isArray(operand)) return [operand];
  if (operand.length === 0) throw new PatternError('Empty arrays are not allowed');
  return operand;
}

function noneOf(tests: readonly Test[]): Test {
  return (leaf) => !tests.some((test) => test(leaf));
}

/** `["=", 5]`, or one or two bounds: `[">", 0, "<=", 5]`. */
function parseNumeric(operand: unknown): Test {
  if (!Array.isArray(operand)) {
    throw new PatternError('Value of numeric must be an array.');
  }
  const [operator, bound, secondOperator, secondBound] = operand as unknown[];
  const first = parseComparison(operator, bound);
  if (operand.length === 2) return first;
  const isRange = ['>', '>='].includes(operator as string);
  if (operand.length !== 4 || !isRange || !['<', '<='].includes(secondOperator as string)) {
    throw new PatternError('Too many elements in numeric expression');
  }
  if (Number(bound) >= Number(secondBound)) throw new PatternError('Bottom must be less than top');
  const second = parseComparison(secondOperator, secondBound);
  return (leaf) => first(leaf) && second(leaf);
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function parseComparison(operator: unknown, bound: unknown): Test {
  const compare = typeof operator === 'string' ? COMPARISONS[operator] : undefined;
  if (compare === undefined) {
    throw new PatternError(`Unrecognized numeric range operator: ${String(operator)}`);
  }
  if (typeof bound !== 'number') {
    throw new PatternError(`Value of ${String(operator)} must be numeric`);
  }
  if (Math.abs(bound) > NUMBER_MAX) {
    throw new PatternError(
      `Value must be between ${String(-NUMBER_MAX)} and ${String(NUMBER_MAX)}, inclusive`,
    );
  }
  return (leaf) => typeof leaf === 'number' && compare(leaf, bound);
}

function parseAddressRange(operand: unknown): Test {
  const contains = typeof operand === 'string' ? findCidr(operand) : undefined;
  if (contains === undefined) throw new PatternError("Malformed CIDR, one '/' required");
  return (leaf) => typeof leaf === 'string' && isIP(leaf) !== 0 && contains(leaf);
}

/** The value under `key` where the operand is an object with that key alone. */
function findOnly(operand: unknown, key: string): unknown {
  if (typeof operand !== 'object' || operand === null || !(key in operand)) return undefined;
  return Object.keys(operand).length === 1 ? (operand as Record<string, unknown>)[key] : undefined;
}
