// From now on the rule matches; a scheduled one keeps its beat.
import type { EnableRuleCommandInput } from '@aws-sdk/client-eventbridge';
import type { Action } from '../../service.ts';
import { type Events, needsOnRule } from '../events.ts';
import { applyState } from '../rule-state.ts';

export function createEnableRule(events: Events): Action<EnableRuleCommandInput, object> {
  return {
    permissions: needsOnRule(events, 'EnableRule'),
    run: (input, { region }) => {
      applyState(events, region, input, 'ENABLED');
      return {};
    },
  };
}
