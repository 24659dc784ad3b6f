// Pass: its input is its result; Output and Assign do the rest.
import type { PassState } from '../definition.ts';
import type { Effect } from '../effect.ts';
import type { Visit } from '../visit.ts';

export function workPass(_state: PassState, visit: Visit): Effect {
  return { kind: 'done', result: visit.input };
}
