// The comparisons behind condition operators (IAM User Guide, Condition operators). A negated operator is the same
// comparison with `isNegated`.
import { BlockList, isIP } from 'node:net';
import { type ConditionKeys, fillVariables, matchesPattern } from './pattern.ts';

export interface Comparison {
  readonly kind: 'comparison';
  readonly isNegated: boolean;
  readonly matches: (pattern: string, value: string, keys: ConditionKeys) => boolean;
}

export type BaseOperator = Comparison | { readonly kind: 'null' };

type Matches = Comparison['matches'];

const equals: Matches = (pattern, value, keys) => fillVariables(pattern, keys) === value;

const equalsIgnoreCase: Matches = (pattern, value, keys) =>
  fillVariables(pattern, keys)?.toLowerCase() === value.toLowerCase();

/** Each of the six parts by itself: a `*` does not reach over a colon. ArnEquals and ArnLike are the same. */
const matchesArn: Matches = (pattern, value, keys) => {
  const patternParts = splitArn(pattern);
  const valueParts = splitArn(value);
  return (
    patternParts.length === 6 &&
    valueParts.length === 6 &&
    patternParts.every((part, index) => matchesPattern(part, valueParts[index] ?? '', keys))
  );
};

const matchesBool: Matches = (pattern, value) => pattern.toLowerCase() === value.toLowerCase();

const matchesIp: Matches = (pattern, value) => {
  const [address = '', prefix] = pattern.split('/');
  const family = isIP(address);
  if (family === 0 || isIP(value) !== family) return false;
  const list = new BlockList();
  const type = family === 6 ? 'ipv6' : 'ipv4';
  list.addSubnet(address, prefix === undefined ? (family === 6 ? 128 : 32) : Number(prefix), type);
  return list.check(value, type);
};

type Order = (difference: number) => boolean;

const ORDERS: Readonly<Record<string, Order>> = {
  LessThan: (difference) => difference < 0,
  LessThanEquals: (difference) => difference <= 0,
  GreaterThan: (difference) => difference > 0,
  GreaterThanEquals: (difference) => difference >= 0,
};

export const BASE_OPERATORS: ReadonlyMap<string, BaseOperator> = new Map<string, BaseOperator>([
  ['Null', { kind: 'null' }],
  ...withNegation('StringEquals', 'StringNotEquals', equals),
  ...withNegation('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', equalsIgnoreCase),
  ...withNegation('StringLike', 'StringNotLike', matchesPattern),
  ...withNegation('ArnEquals', 'ArnNotEquals', matchesArn),
  ...withNegation('ArnLike', 'ArnNotLike', matchesArn),
  ...withNegation('IpAddress', 'NotIpAddress', matchesIp),
  ['Bool', compare(matchesBool)],
  ['BinaryEquals', compare(equals)],
  ...ordered('Numeric', Number),
  ...ordered('Date', toMilliseconds),
]);

function compare(matches: Matches, isNegated = false): Comparison {
  return { kind: 'comparison', isNegated, matches };
}

function withNegation(name: string, negated: string, matches: Matches): [string, BaseOperator][] {
  return [
    [name, compare(matches)],
    [negated, compare(matches, true)],
  ];
}

/** `NumericLessThan` compares the request's value with the policy's, in this order. Texts that are no numbers fit nothing. */
function ordered(type: string, toNumber: (text: string) => number): [string, BaseOperator][] {
  const by =
    (order: Order): Matches =>
    (pattern, value) =>
      order(toNumber(value) - toNumber(pattern));
  return [
    ...withNegation(
      `${type}Equals`,
      `${type}NotEquals`,
      by((difference) => difference === 0),
    ),
    ...Object.entries(ORDERS).map(([name, order]): [string, BaseOperator] => [
      `${type}${name}`,
      compare(by(order)),
    ]),
  ];
}

/** ISO 8601, or epoch seconds as aws:EpochTime has them. */
function toMilliseconds(text: string): number {
  return /^\d+$/u.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function splitArn(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
