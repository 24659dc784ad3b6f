// A rule without its targets.
import type {
  DescribeRuleCommandInput,
  DescribeRuleCommandOutput,
} from '@aws-sdk/client-eventbridge';
import type { Action } from '../../service.ts';
import { describeRule } from '../describe.ts';
import { type Events, needsOnRule } from '../events.ts';
import { toBusName } from '../store.ts';

type Output = Omit<DescribeRuleCommandOutput, '$metadata'>;

export function createDescribeRule(events: Events): Action<DescribeRuleCommandInput, Output> {
  return {
    permissions: needsOnRule(events, 'DescribeRule'),
    run: ({ Name, EventBusName }, { region, accountId }) => {
      const rule = events.store.loadRule(region, toBusName(EventBusName), Name);
      return { ...describeRule(events.store, rule), CreatedBy: accountId };
    },
  };
}
