// The rules of a bus that deliver to one ARN.
import type {
  ListRuleNamesByTargetCommandInput,
  ListRuleNamesByTargetCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { checkConstraints } from '../../constraints.ts';
import { listPage } from '../../list-page.ts';
import type { Action } from '../../service.ts';
import { PAGE } from '../constraints.ts';
import { invalidToken } from '../errors.ts';
import type { Events } from '../events.ts';
import { toBusName } from '../store.ts';

type Output = Pick<ListRuleNamesByTargetCommandOutput, 'RuleNames' | 'NextToken'>;

export function createListRuleNamesByTarget({
  store,
}: Events): Action<ListRuleNamesByTargetCommandInput, Output> {
  return {
    permissions: () => [{ action: 'events:ListRuleNamesByTarget', resource: '*' }],
    run: (input, { region }) => {
      checkConstraints(PAGE, input);
      const { TargetArn, NextToken, Limit = 100 } = input;
      const bus = toBusName(input.EventBusName);
      store.loadBus(region, bus);
      const { documents, nextToken } = listPage(store.rules, `${region}/${bus}/`, {
        limit: Limit,
        token: NextToken,
        isWanted: ({ targets }) => targets.some(({ Arn }) => Arn === TargetArn),
        invalidToken,
      });
      return {
        RuleNames: documents.map(({ name }) => name),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    },
  };
}
