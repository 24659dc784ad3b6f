// Targets are added, or replaced by their Id; a rule has five at the most.
import type { PutTargetsCommandInput, PutTargetsCommandOutput } from '@aws-sdk/client-eventbridge';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { TARGETS } from '../constraints.ts';
import { limitExceeded } from '../errors.ts';
import { type Events, needsOnRule, needsToPass } from '../events.ts';
import { toBusName, toRuleKey } from '../store.ts';
import { checkTarget } from '../target-check.ts';

const TARGETS_MAX = 5;

type Output = Pick<PutTargetsCommandOutput, 'FailedEntryCount' | 'FailedEntries'>;

export function createPutTargets(events: Events): Action<PutTargetsCommandInput, Output> {
  const { store } = events;
  return {
    permissions: (input, context) => [
      ...needsOnRule(events, 'PutTargets')(input, context),
      ...needsToPass((input.Targets ?? []).map(({ RoleArn }) => RoleArn)),
    ],
    run: (input, { region, accountId }) => {
      checkConstraints(TARGETS, input);
      const rule = store.loadRule(region, toBusName(input.EventBusName), input.Rule);
      const targets = new Map(rule.targets.map((target) => [target.Id, target]));
      for (const target of input.Targets ?? []) {
        targets.set(target.Id, checkTarget(target, accountId));
      }
      if (targets.size > TARGETS_MAX) throw limitExceeded();
      store.rules.put(toRuleKey(rule), { ...rule, targets: [...targets.values()] });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  };
}
