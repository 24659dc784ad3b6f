// Condition blocks (IAM User Guide, Condition operators): every operator and key must hold; of one key's values, one.
import { BASE_OPERATORS, type BaseOperator } from './operators.ts';
import type { ConditionKeys } from './pattern.ts';

/** `{"StringEquals": {"aws:ResourceTag/x": ["a", "b"]}}`, values as lists. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

interface Operator {
  readonly base: BaseOperator;
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
}

export function meetsConditions(conditions: Conditions, keys: ConditionKeys): boolean {
  return Object.entries(conditions).every(([name, block]) => {
    const operator = findOperator(name);
    return (
      operator !== undefined &&
      Object.entries(block).every(([key, values]) => holds(operator, key, values, keys))
    );
  });
}

/** Undefined for an operator that IAM does not have. */
export function findOperator(name: string): Operator | undefined {
  const parts = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/u.exec(name);
  const base = parts?.[2] === undefined ? undefined : BASE_OPERATORS.get(parts[2]);
  if (parts === null || base === undefined) return undefined;
  const set = parts[1] as Operator['set'];
  return { base, set, ifExists: parts[3] !== undefined };
}

function holds(
  { base, set, ifExists }: Operator,
  key: string,
  expected: readonly string[],
  keys: ConditionKeys,
): boolean {
  const actual = keys.get(key.toLowerCase()) ?? [];
  if (base.kind === 'null')
    return expected.some((text) => (text === 'true') === (actual.length === 0));
  if (actual.length === 0) {
    if (ifExists || set === 'ForAllValues') return true;
    return set === undefined && base.isNegated;
  }
  const fits = (value: string): boolean =>
    expected.some((pattern) => base.matches(pattern, value, keys)) !== base.isNegated;
  const needsAll = set === 'ForAllValues' || (set === undefined && base.isNegated);
  return needsAll ? actual.every(fits) : actual.some(fits);
}
