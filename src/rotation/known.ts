// A fact, or why it could not be had: a permission that is missing costs one check, not the whole answer.
import { isRotationError } from './errors.ts';
import { type Problem, toProblem } from './preflight.ts';

export type Known<Value> = { readonly value: Value } | { readonly problem: Problem };

export function isKnown<Value>(known: Known<Value>): known is { readonly value: Value } {
  return 'value' in known;
}

export async function orProblem<Value>(work: Promise<Value>): Promise<Known<Value>> {
  try {
    return { value: await work };
  } catch (error) {
    if (isRotationError(error)) return { problem: toProblem(error) };
    throw error;
  }
}
