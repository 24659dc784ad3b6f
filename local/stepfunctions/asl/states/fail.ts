// Fail: the end by an error of the author's own, literal or by expression.
import type { FailState } from '../definition.ts';
import type { Effect } from '../effect.ts';
import type { Json } from '../json.ts';
import { StatesError } from '../states-error.ts';
import { evaluateField } from '../template.ts';
import type { Visit } from '../visit.ts';

export async function workFail(state: FailState, visit: Visit): Promise<Effect> {
  const error = await evaluateText(state.Error, 'Error', visit);
  const cause = await evaluateText(state.Cause, 'Cause', visit);
  return { kind: 'fail', error: new StatesError(error, cause) };
}

async function evaluateText(
  value: Json | undefined,
  field: string,
  visit: Visit,
): Promise<string | undefined> {
  if (value === undefined) return undefined;
  return await evaluateField(visit.expressions, { value, field, type: 'string' }, visit.scope());
}
