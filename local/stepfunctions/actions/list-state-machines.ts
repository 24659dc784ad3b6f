// ListStateMachines, in the order of their names.
import type { ListStateMachinesInput, ListStateMachinesOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { toMachineArn } from '../names.ts';
import { loadPage } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';

export function createListStateMachines({
  environment,
  store,
}: Parts): Action<ListStateMachinesInput, ListStateMachinesOutput> {
  return {
    permissions: () => permitOn('ListStateMachines', '*'),
    run: (paging, context) => {
      const { items, nextToken } = loadPage(
        { ...paging, clock: environment.clock, list: ['machines'] },
        (after, limit) => store.machines.list({ prefix: `${context.region}/`, after, limit }),
        ({ name, type, createdAt }) => ({
          stateMachineArn: toMachineArn(context, name),
          name,
          type,
          creationDate: new Date(createdAt),
        }),
      );
      return { stateMachines: [...items], ...(nextToken === undefined ? {} : { nextToken }) };
    },
  };
}
