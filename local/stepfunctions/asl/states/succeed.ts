// Succeed: the end of a machine or of a branch.
import type { SucceedState } from '../definition.ts';
import type { Effect } from '../effect.ts';
import type { Visit } from '../visit.ts';

export function workSucceed(_state: SucceedState, visit: Visit): Effect {
  return { kind: 'done', result: visit.input };
}
