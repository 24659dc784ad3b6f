// Groups in the order of their names, `default` among them.
import type {
  ListScheduleGroupsCommandInput,
  ListScheduleGroupsCommandOutput,
} from '@aws-sdk/client-scheduler';
import { checkConstraints } from '../../constraints.ts';
import { listPage } from '../../list-page.ts';
import type { Action } from '../../service.ts';
import { PAGE } from '../constraints.ts';
import { describeGroup } from '../describe.ts';
import { invalidToken } from '../errors.ts';
import type { Scheduler } from '../scheduler.ts';
import { DEFAULT_GROUP } from '../store.ts';

type Output = Pick<ListScheduleGroupsCommandOutput, 'ScheduleGroups' | 'NextToken'>;

export function createListScheduleGroups({
  store,
}: Scheduler): Action<ListScheduleGroupsCommandInput, Output> {
  return {
    permissions: () => [{ action: 'scheduler:ListScheduleGroups', resource: '*' }],
    run: (input, { region }) => {
      checkConstraints(PAGE, input);
      const { NamePrefix = '', NextToken } = input;
      const { documents, nextToken } = listPage(store.groups, `${region}/`, {
        limit: input.MaxResults ?? 100,
        token: NextToken,
        invalidToken,
        isWanted: ({ name }) => name.startsWith(NamePrefix),
      });
      // The default group is never stored, so it stands on the first page.
      const isOnPage = NextToken === undefined && DEFAULT_GROUP.startsWith(NamePrefix);
      const groups = isOnPage ? [store.loadGroup(region, DEFAULT_GROUP), ...documents] : documents;
      return {
        ScheduleGroups: groups.map((group) => describeGroup(store, region, group)),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    },
  };
}
