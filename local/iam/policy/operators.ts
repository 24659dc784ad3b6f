// The comparisons behind condition operators (IAM User Guide, Condition operators), compiled from the policy's value.
// A negated operator is the same comparison with `isNegated`.
import { BlockList, isIP } from 'node:net';
import { type ConditionKeys, compilePattern, compileText } from './pattern.ts';

/** Whether one value of the request fits one of the policy's. */
export type Test = (value: string, keys: ConditionKeys) => boolean;

export interface Comparison {
  readonly isNegated: boolean;
  /** @param hasVariables whether the policy's version knows variables; only strings and ARNs do */
  readonly compile: (expected: string, hasVariables: boolean) => Test;
}

type Compile = Comparison['compile'];

const NEVER: Test = () => false;

const equals: Compile = (expected, hasVariables) => {
  const fill = compileText(expected, hasVariables);
  return (value, keys) => value === fill(keys);
};

const equalsIgnoreCase: Compile = (expected, hasVariables) => {
  const fill = compileText(expected, hasVariables);
  return (value, keys) => value.toLowerCase() === fill(keys)?.toLowerCase();
};

/** Each of the six parts by itself: a `*` does not reach over a colon. ArnEquals and ArnLike are the same. */
const matchesArn: Compile = (expected, hasVariables) => {
  const patterns = splitArn(expected).map((part) => compilePattern(part, hasVariables));
  if (patterns.length !== ARN_PARTS) return NEVER;
  return (value, keys) => {
    const parts = splitArn(value);
    return (
      parts.length === ARN_PARTS &&
      patterns.every((matches, index) => matches(parts[index] ?? '', keys))
    );
  };
};

const equalsBool: Compile = (expected) => {
  const wanted = expected.toLowerCase();
  return wanted === 'true' || wanted === 'false'
    ? (value) => value.toLowerCase() === wanted
    : NEVER;
};

/** Base64 texts, compared as they are. */
const equalsBinary: Compile = (expected) => (value) => value === expected;

const isInRange: Compile = (expected) => {
  const [address = '', prefix, ...rest] = expected.split('/');
  const family = isIP(address);
  const bitsMax = family === 6 ? 128 : 32;
  const bits = prefix === undefined ? bitsMax : /^\d{1,3}$/u.test(prefix) ? Number(prefix) : -1;
  if (family === 0 || rest.length > 0 || bits < 0 || bits > bitsMax) return NEVER;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(address, bits, type);
  return (value) => isIP(value) === family && list.check(value, type);
};

/** `NumericLessThan` compares the request's value with the policy's, in this order. What is no number fits nothing. */
const ORDERS: Readonly<Record<string, (difference: number) => boolean>> = {
  Equals: (difference) => difference === 0,
  LessThan: (difference) => difference < 0,
  LessThanEquals: (difference) => difference <= 0,
  GreaterThan: (difference) => difference > 0,
  GreaterThanEquals: (difference) => difference >= 0,
};

export const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ...withNegation('StringEquals', 'StringNotEquals', equals),
  ...withNegation('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', equalsIgnoreCase),
  ...withNegation('StringLike', 'StringNotLike', compilePattern),
  ...withNegation('ArnEquals', 'ArnNotEquals', matchesArn),
  ...withNegation('ArnLike', 'ArnNotLike', matchesArn),
  ...withNegation('IpAddress', 'NotIpAddress', isInRange),
  ...withNegation('NumericEquals', 'NumericNotEquals', compareBy(ORDERS['Equals'], toNumber)),
  ...withNegation('DateEquals', 'DateNotEquals', compareBy(ORDERS['Equals'], toMilliseconds)),
  ...Object.entries(ORDERS).flatMap(([name, order]): [string, Comparison][] =>
    name === 'Equals'
      ? []
      : [
          [`Numeric${name}`, { isNegated: false, compile: compareBy(order, toNumber) }],
          [`Date${name}`, { isNegated: false, compile: compareBy(order, toMilliseconds) }],
        ],
  ),
  ['Bool', { isNegated: false, compile: equalsBool }],
  ['BinaryEquals', { isNegated: false, compile: equalsBinary }],
]);

function withNegation(name: string, negated: string, compile: Compile): [string, Comparison][] {
  return [
    [name, { isNegated: false, compile }],
    [negated, { isNegated: true, compile }],
  ];
}

function compareBy(
  order: ((difference: number) => boolean) | undefined,
  parse: (text: string) => number,
): Compile {
  return (expected) => {
    const wanted = parse(expected);
    return (value) => order?.(parse(value) - wanted) ?? false;
  };
}

function toNumber(text: string): number {
  return /^[+-]?\d+(?:\.\d+)?$/u.test(text) ? Number(text) : Number.NaN;
}

/** ISO 8601 as W3C profiles it, in UTC where it names no zone; or epoch seconds, as aws:EpochTime has them. */
function toMilliseconds(text: string): number {
  if (/^\d+$/u.test(text)) return Number(text) * 1000;
  const parts =
    /^(\d{4}-\d\d(?:-\d\d)?)(?:T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/u.exec(text);
  if (parts === null) return Number.NaN;
  const [, date = '', time = '00:00', zone = 'Z'] = parts;
  return Date.parse(`${date.length === 7 ? `${date}-01` : date}T${time}${zone}`);
}

const ARN_PARTS = 6;

/** At the first five colons, those in variables left out. */
function splitArn(arn: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let isInVariable = false;
  for (let at = 0; at < arn.length && parts.length < ARN_PARTS - 1; at += 1) {
    if (arn.startsWith('${', at)) isInVariable = true;
    else if (arn[at] === '}') isInVariable = false;
    else if (arn[at] === ':' && !isInVariable) {
      parts.push(arn.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, arn.slice(start)];
}
