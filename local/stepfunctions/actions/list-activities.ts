// ListActivities, in the order of their names.
import type { ListActivitiesInput, ListActivitiesOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { toActivityArn } from '../names.ts';
import { loadPage } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';

export function createListActivities({
  environment,
  store,
}: Parts): Action<ListActivitiesInput, ListActivitiesOutput> {
  return {
    permissions: () => permitOn('ListActivities', '*'),
    run: (paging, context) => {
      const { items, nextToken } = loadPage(
        { ...paging, clock: environment.clock, list: ['activities'] },
        (after, limit) => store.activities.list({ prefix: `${context.region}/`, after, limit }),
        ({ name, createdAt }) => ({
          activityArn: toActivityArn(context, name),
          name,
          creationDate: new Date(createdAt),
        }),
      );
      return { activities: [...items], ...(nextToken === undefined ? {} : { nextToken }) };
    },
  };
}
