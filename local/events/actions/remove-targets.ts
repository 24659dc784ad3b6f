// Ids that the rule does not have are passed over.
import type {
  RemoveTargetsCommandInput,
  RemoveTargetsCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { TARGETS } from '../constraints.ts';
import { type Events, needsOnRule } from '../events.ts';
import { toBusName, toRuleKey } from '../store.ts';

type Output = Pick<RemoveTargetsCommandOutput, 'FailedEntryCount' | 'FailedEntries'>;

export function createRemoveTargets(events: Events): Action<RemoveTargetsCommandInput, Output> {
  const { store } = events;
  return {
    permissions: needsOnRule(events, 'RemoveTargets'),
    run: (input, { region }) => {
      checkConstraints(TARGETS, input);
      const rule = store.loadRule(region, toBusName(input.EventBusName), input.Rule);
      const ids = input.Ids ?? [];
      const targets = rule.targets.filter(({ Id }) => Id === undefined || !ids.includes(Id));
      store.rules.put(toRuleKey(rule), { ...rule, targets });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  };
}
