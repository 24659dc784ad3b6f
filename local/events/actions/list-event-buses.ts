// Buses in the order of their names, the default one first.
import type {
  ListEventBusesCommandInput,
  ListEventBusesCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { checkConstraints } from '../../constraints.ts';
import { listPage } from '../../list-page.ts';
import type { Action } from '../../service.ts';
import { PAGE } from '../constraints.ts';
import { describeBus } from '../describe.ts';
import { invalidToken } from '../errors.ts';
import type { Events } from '../events.ts';
import { DEFAULT_BUS } from '../store.ts';

type Output = Pick<ListEventBusesCommandOutput, 'EventBuses' | 'NextToken'>;

export function createListEventBuses({
  store,
}: Events): Action<ListEventBusesCommandInput, Output> {
  return {
    permissions: () => [{ action: 'events:ListEventBuses', resource: '*' }],
    run: (input, { region }) => {
      checkConstraints(PAGE, input);
      const { NamePrefix = '', NextToken, Limit = 100 } = input;
      const { documents, nextToken } = listPage(store.buses, `${region}/${NamePrefix}`, {
        limit: Limit,
        token: NextToken,
        isWanted: ({ name }) => name !== DEFAULT_BUS,
        invalidToken,
      });
      const isOnPage = NextToken === undefined && DEFAULT_BUS.startsWith(NamePrefix);
      const buses = isOnPage ? [store.loadBus(region, DEFAULT_BUS), ...documents] : documents;
      return {
        EventBuses: buses.map((bus) => describeBus(store, bus)),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    },
  };
}
