// Parallel: every branch gets the same input; the result is the array of their outputs, in their order.
import type { ParallelState } from '../definition.ts';
import type { Effect } from '../effect.ts';
import { evaluateTemplate } from '../template.ts';
import type { Visit } from '../visit.ts';

export async function workParallel(state: ParallelState, visit: Visit): Promise<Effect> {
  const input =
    state.Arguments === undefined
      ? visit.input
      : await evaluateTemplate(visit.expressions, state.Arguments, 'Arguments', visit.scope());
  return { kind: 'branches', input };
}
