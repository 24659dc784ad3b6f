// All targets of a rule: five at the most, so there is one page.
import type {
  ListTargetsByRuleCommandInput,
  ListTargetsByRuleCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { PAGE } from '../constraints.ts';
import { type Events, needsOnRule } from '../events.ts';
import { toBusName } from '../store.ts';

type Output = Pick<ListTargetsByRuleCommandOutput, 'Targets'>;

export function createListTargetsByRule(
  events: Events,
): Action<ListTargetsByRuleCommandInput, Output> {
  return {
    permissions: needsOnRule(events, 'ListTargetsByRule'),
    run: (input, { region }) => {
      checkConstraints(PAGE, input);
      const rule = events.store.loadRule(region, toBusName(input.EventBusName), input.Rule);
      return { Targets: [...rule.targets] };
    },
  };
}
