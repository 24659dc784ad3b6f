// Condition blocks (IAM User Guide, Condition operators; Single-valued vs. multivalued context keys): every operator and key
// must hold; of one key's values in the policy, one (of a negated operator's, none).
import { COMPARISONS, type Comparison, type Test } from './operators.ts';
import type { ConditionKeys, ContextValue } from './pattern.ts';

/** `{"StringEquals": {"aws:ResourceTag/x": ["a", "b"]}}`, values as lists. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** What one operator says of one key. */
export interface Condition {
  /** As the policy writes it. */
  readonly key: string;
  readonly holds: (keys: ConditionKeys) => boolean;
}

interface Operator {
  readonly comparison: Comparison | 'Null';
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
}

/** Operators that IAM does not have are refused before: they hold for nothing. */
export function compileConditions(
  block: ConditionBlock,
  hasVariables: boolean,
): readonly Condition[] {
  return Object.entries(block).flatMap(([name, byKey]) =>
    Object.entries(byKey).map(([key, expected]): Condition => {
      const operator = findOperator(name);
      const asked = key.toLowerCase();
      if (operator === undefined) return { key, holds: () => false };
      const { comparison } = operator;
      if (comparison === 'Null') {
        const wanted = new Set(expected.map((text) => text.toLowerCase()));
        return { key, holds: (keys) => wanted.has(String(keys.get(asked) === undefined)) };
      }
      const tests = expected.map((text) => comparison.compile(text, hasVariables));
      return { key, holds: (keys) => holds(operator, comparison, tests, keys.get(asked), keys) };
    }),
  );
}

/** Undefined for an operator that IAM does not have. */
export function findOperator(name: string): Operator | undefined {
  const parts = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/u.exec(name);
  const base = parts?.[2] ?? '';
  const comparison = base === 'Null' ? 'Null' : COMPARISONS.get(base);
  const ifExists = parts?.[3] !== undefined;
  if (comparison === undefined || (comparison === 'Null' && ifExists)) return undefined;
  return { comparison, set: parts?.[1] as Operator['set'], ifExists };
}

function holds(
  { set, ifExists }: Operator,
  { isNegated }: Comparison,
  tests: readonly Test[],
  actual: ContextValue | undefined,
  keys: ConditionKeys,
): boolean {
  const fits = (value: string): boolean => tests.some((test) => test(value, keys)) !== isNegated;
  if (actual === undefined || (actual.length === 0 && typeof actual !== 'string')) {
    if (ifExists || set === 'ForAllValues') return true;
    return set === undefined && isNegated;
  }
  // "You must use a set operator with a key of many values": without one it fits nothing, nor does its negation.
  if (set === undefined) return typeof actual === 'string' && fits(actual);
  const values = typeof actual === 'string' ? [actual] : actual;
  return set === 'ForAllValues' ? values.every(fits) : values.some(fits);
}
