// Choice: the first rule whose Condition is true. What the rule says on Output and Assign replaces what the state says;
// without an Output of its own it passes the input on.
import type { ChoiceState } from '../definition.ts';
import type { Effect } from '../effect.ts';
import { runtimeError } from '../states-error.ts';
import { evaluateField } from '../template.ts';
import type { Visit } from '../visit.ts';

export async function workChoice(state: ChoiceState, visit: Visit): Promise<Effect> {
  for (const [index, rule] of state.Choices.entries()) {
    const place = `Choices[${String(index)}]/`;
    const matches = await evaluateField(
      visit.expressions,
      { value: rule.Condition, field: `${place}Condition`, type: 'boolean' },
      visit.scope(),
    );
    if (matches) return { kind: 'chosen', next: rule.Next, results: rule, place };
  }
  if (state.Default !== undefined) {
    return { kind: 'chosen', next: state.Default, results: state, place: '' };
  }
  // Measured: AWS says so, although its documentation names States.NoChoiceMatched.
  throw runtimeError(
    'Failed to transition out of the state. The state does not point to a next state.',
  );
}
