// The rules of a bus in the order of their names.
import type { ListRulesCommandInput, ListRulesCommandOutput } from '@aws-sdk/client-eventbridge';
import { checkConstraints } from '../../constraints.ts';
import { listPage } from '../../list-page.ts';
import type { Action } from '../../service.ts';
import { PAGE } from '../constraints.ts';
import { describeRule } from '../describe.ts';
import { invalidToken } from '../errors.ts';
import type { Events } from '../events.ts';
import { toBusName } from '../store.ts';

type Output = Pick<ListRulesCommandOutput, 'Rules' | 'NextToken'>;

export function createListRules({ store }: Events): Action<ListRulesCommandInput, Output> {
  return {
    permissions: () => [{ action: 'events:ListRules', resource: '*' }],
    run: (input, { region }) => {
      checkConstraints(PAGE, input);
      const { NamePrefix = '', NextToken, Limit = 100 } = input;
      const bus = toBusName(input.EventBusName);
      store.loadBus(region, bus);
      const { documents, nextToken } = listPage(store.rules, `${region}/${bus}/${NamePrefix}`, {
        limit: Limit,
        token: NextToken,
        invalidToken,
      });
      return {
        Rules: documents.map((rule) => describeRule(store, rule)),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    },
  };
}
