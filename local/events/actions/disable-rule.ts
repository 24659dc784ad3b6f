// The rule matches nothing until it is enabled; deliveries under way go on.
import type { DisableRuleCommandInput } from '@aws-sdk/client-eventbridge';
import type { Action } from '../../service.ts';
import { type Events, needsOnRule } from '../events.ts';
import { applyState } from '../rule-state.ts';

export function createDisableRule(events: Events): Action<DisableRuleCommandInput, object> {
  return {
    permissions: needsOnRule(events, 'DisableRule'),
    run: (input, { region }) => {
      applyState(events, region, input, 'DISABLED');
      return {};
    },
  };
}
